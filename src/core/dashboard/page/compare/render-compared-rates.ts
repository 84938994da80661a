import type { Comparison } from '../../compare/comparison.ts';
import { formatNumber } from '../parts/format.ts';
import { type Html, html } from '../parts/html.ts';
import { renderRate } from '../run/render-trust.ts';
import { renderSideHeads } from './render-side-head.ts';

const VERDICTS = {
  higher: '▲ higher in this run',
  lower: '▼ lower in this run',
  not_told: '= cannot be told from chance',
  unknown: '? not compared',
} as const;

/** Both anomaly rates, and whether chance alone may be what parts them. */
export function renderComparedRates(comparison: Comparison): Html | null {
  const { anomaly_rate: rates, run, with: other } = comparison;
  if (rates === null) return null;
  const { verdict, difference, why_unknown } = rates;
  return html`<section id="compare-rate" aria-labelledby="compare-rate-title"><h2 id="compare-rate-title">Anomaly rate: ${VERDICTS[verdict]}</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Anomaly rates"><table class="pairs"><thead><tr>${renderSideHeads(comparison)}</tr></thead><tbody><tr><td>${renderRate(other?.anomaly_rate ?? null)}</td><td>${renderRate(run?.anomaly_rate ?? null)}</td></tr></tbody></table></div>
${why_unknown !== null && html`<p>${why_unknown}</p>`}
${
  difference !== null &&
  html`<p>Difference ${points(difference.value)} percentage points, 95 % interval ${points(difference.interval[0])} to ${points(difference.interval[1])} (${formatNumber(difference.n.with)} and ${formatNumber(difference.n.run)} rows). ${
    verdict === 'not_told'
      ? 'The interval holds 0: chance alone may be the difference.'
      : 'The interval does not hold 0: chance alone hardly is the difference.'
  } <small>Newcombe's interval, for rows that are independent of each other and in one of the runs only.</small></p>`
}</section>`;
}

function points(share: number): string {
  const text = (Math.abs(share) * 100).toPrecision(3);
  return `${share < 0 ? '−' : '+'}${Number(text)}`;
}

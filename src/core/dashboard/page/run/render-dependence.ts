import type { MultivariateDrift } from '../../../snapshot/multivariate-drift.ts';
import { formatCount, formatNumber, formatP, formatShare } from '../parts/format.ts';
import { datum, type Html, html } from '../parts/html.ts';
import { renderDriftWord } from './render-feature.ts';

const PAIRS_SHOWN = 10;

/** Whether features still hang together as they did: the multivariate verdict, and the worst pairs. */
export function renderDependence({ status, tested, insufficient, drifted, drifted_pairs, reasons }: MultivariateDrift): Html {
  const shown = drifted.slice(0, PAIRS_SHOWN);
  return html`<h3>Changed dependence of features: ${status}</h3>
<p>${
    status === 'unavailable'
      ? 'The reference holds no pairs of features to compare with.'
      : `${formatNumber(drifted_pairs)} of ${formatCount(tested, 'pair')} drifted, ${formatNumber(insufficient)} with too few rows to tell.`
  }</p>
${reasons.length > 0 && html`<ul>${reasons.slice(0, PAIRS_SHOWN).map((reason) => html`<li>${datum(reason, 400)}</li>`)}</ul>`}
${
  shown.length > 0 &&
  html`<div class="scroll" tabindex="0" role="region" aria-label="Pairs of features"><table class="stack"><thead><tr><th scope="col">Pair</th><th scope="col">Verdict</th><th scope="col">Rows that moved</th><th scope="col">Rank correlation</th><th scope="col">q-value</th><th scope="col">Why</th></tr></thead><tbody>${shown.map(renderPair)}</tbody></table></div>`
}
${drifted_pairs > shown.length && html`<p>${formatCount(drifted_pairs - shown.length, 'more pair')} of features changed.</p>`}`;
}

function renderPair({
  features,
  status,
  moved,
  rank_correlation: rank,
  q,
  n_cur,
  n_ref,
  reasons,
}: MultivariateDrift['drifted'][number]): Html {
  return html`<tr class="drift-${status}"><th scope="row">${datum(features[0], 120)} with ${datum(features[1], 120)}</th><td data-label="verdict">${renderDriftWord(status)}</td>
<td data-label="rows that moved">${moved ? html`${formatShare(moved.value)} <small>95 % interval ${formatShare(moved.interval[0])} to ${formatShare(moved.interval[1])}; ${formatNumber(n_cur)} rows against ${formatNumber(n_ref)}</small>` : html`<span class="none">unknown</span>`}</td>
<td data-label="rank correlation">${rank ? `${formatNumber(rank.current)}, expected ${formatNumber(rank.expected)}` : html`<span class="none">none</span>`}</td>
<td data-label="q-value">${q === null ? html`<span class="none">none</span>` : formatP(q)}</td><td data-label="why">${reasons.map((reason) => html`${datum(reason, 400)} `)}</td></tr>`;
}

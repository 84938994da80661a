import type { FeatureDrift } from '../../../snapshot/drift-snapshot.ts';
import { findLeadingEffect } from '../../../snapshot/leading-effect.ts';
import { formatNumber, formatP, formatShare } from '../parts/format.ts';
import { datum, type Html, html } from '../parts/html.ts';
import { drawBars, renderBins } from './draw-bars.ts';
import { EFFECT_NAMES, renderEffect, type Thresholds } from './render-effect.ts';

const SIGNS = { severe: '▲▲', moderate: '▲', insufficient: '?', none: '=' } as const;
const WORDS = { severe: 'severe', moderate: 'moderate', insufficient: 'too few rows to tell', none: 'no drift' } as const;

/** One of the small multiples: the distributions over each other, the effect that decided, the verdict. */
export function renderFeature(feature: FeatureDrift, thresholds: Thresholds, options: { whole: boolean }): Html {
  const { histogram } = feature;
  const picture = {
    label: `${feature.feature.slice(0, 100)}: shares of the reference (outlined) and now (filled)`,
    bins: histogram.labels,
    reference: histogram.reference,
    current: histogram.current,
  };
  return html`<article class="feature drift-${feature.status}"><h3>${datum(feature.feature, 120)} ${renderDriftWord(feature.status)}</h3>
${drawBars({ ...picture, titles: options.whole })}${renderEffect(findLeadingEffect(feature), thresholds)}
${feature.reasons.length > 0 && html`<ul>${feature.reasons.map((reason) => html`<li>${datum(reason, 400)}</li>`)}</ul>`}${
  options.whole &&
  html`<details><summary>all figures<span class="unseen"> of ${datum(feature.feature, 120)}</span></summary>${renderFigures(feature)}${renderBins({ ...picture, name: feature.feature.slice(0, 100) })}</details>`
}</article>`;
}

export function renderDriftWord(status: FeatureDrift['status']): Html {
  return html`<span class="verdict-word"><span class="sign" aria-hidden="true">${SIGNS[status]}</span> ${WORDS[status]}</span>`;
}

function renderFigures({ feature, effects, nulls, outside, q, n_cur, n_ref }: FeatureDrift): Html {
  const row = (name: string, figures: Html) => html`<tr><th scope="row">${name}</th><td>${figures}</td></tr>`;
  return html`<table class="effects"><caption class="unseen">Effects of ${datum(feature, 120)}</caption><tbody>${Object.entries(
    effects,
  ).map(
    ([key, effect]) =>
      effect &&
      row(
        EFFECT_NAMES[key],
        html`${formatNumber(effect.value)} <small>95 % interval ${formatNumber(effect.interval[0])} to ${formatNumber(effect.interval[1])}</small>`,
      ),
  )}
${row('q-value', html`${q === null ? html`<span class="none">none</span>` : formatP(q)} <small>${formatNumber(n_cur)} rows against ${formatNumber(n_ref)}</small>`)}
${row('nulls', html`${share(nulls.current)} <small>${range(nulls.interval)}of ${formatNumber(nulls.rows_cur)} rows; reference ${share(nulls.reference)} of ${formatNumber(nulls.rows_ref)}</small>`)}
${row('outside range', html`${share(outside.current)} <small>${range(outside.interval)}of ${formatNumber(n_cur)} rows; reference ${share(outside.reference)}; ${outside.status}</small>`)}
</tbody></table>`;
}

function share(value: number | null): string {
  return value === null ? 'unknown' : formatShare(value);
}

function range(interval: readonly [number, number] | null | undefined): string {
  return interval ? `95 % interval ${formatShare(interval[0])} to ${formatShare(interval[1])}; ` : '';
}

import type { DriftSnapshot, FeatureDrift } from '../../../snapshot/drift-snapshot.ts';
import { formatNumber, formatShare } from '../parts/format.ts';
import { type Html, html } from '../parts/html.ts';
import { drawBars } from './draw-bars.ts';

const ORDER = { severe: 0, moderate: 1, insufficient: 2, none: 3 } as const;
const SIGNS = { severe: '▲▲', moderate: '▲', insufficient: '?', none: '=' } as const;
const EFFECTS: Readonly<Record<keyof FeatureDrift['effects'], string>> = {
  psi: 'population stability',
  jensen_shannon: 'Jensen-Shannon distance',
  wasserstein_sd: 'Wasserstein, in sd',
  mean_shift_sd: 'mean shift, in sd',
  iqr_log_ratio: 'log ratio of the spread',
};
const WORDS = { severe: 'severe', moderate: 'moderate', insufficient: 'too few rows to tell', none: 'no drift' } as const;

/** Reference against now for each feature, the worst first; what has not drifted is folded away. */
export function renderDrift(drift: DriftSnapshot): Html {
  const features = [...drift.features].sort((a, b) => ORDER[a.status] - ORDER[b.status] || (a.q ?? 2) - (b.q ?? 2));
  const quiet = features.filter(({ status }) => status === 'none');
  const loud = features.filter(({ status }) => status !== 'none');
  return html`<section id="drift" aria-labelledby="drift-title"><h2 id="drift-title">Drift: ${drift.verdict}</h2>
${drift.why_unavailable && html`<p>Drift could not be judged: ${drift.why_unavailable}</p>`}
<p>${drift.tested} features tested on ${formatNumber(drift.rows)} rows${drift.reference && html` against a reference of ${formatNumber(drift.reference.rows)} rows${drift.reference.period && html` (${drift.reference.period})`}`}; ${
    drift.drifted.length
  } drifted${drift.share_drifted !== null && html` (${formatShare(drift.share_drifted)})`}, ${drift.insufficient} with too few rows to tell. <span class="key"><span class="swatch reference"></span> reference <span class="swatch current"></span> now</span></p>
${drift.reasons.length > 0 && html`<ul>${drift.reasons.map((reason) => html`<li>${reason}</li>`)}</ul>`}
${drift.multivariate && drift.multivariate.drifted.length > 0 && renderPairs(drift.multivariate)}
${loud.length > 0 && html`<div class="features">${loud.map(renderFeature)}</div>`}
${quiet.length > 0 && html`<details><summary>${quiet.length} without drift</summary><div class="features">${quiet.map(renderFeature)}</div></details>`}</section>`;
}

const PAIRS_SHOWN = 10;

/** Which features no longer hang together as they did, the worst first. */
function renderPairs({ drifted, drifted_pairs }: NonNullable<DriftSnapshot['multivariate']>): Html {
  const shown = drifted.slice(0, PAIRS_SHOWN);
  return html`<h3>Changed dependence</h3><ul>${shown.map(({ reasons }) => reasons.map((reason) => html`<li>${reason}</li>`))}</ul>
${drifted_pairs > shown.length && html`<p>${drifted_pairs - shown.length} more pairs of features changed.</p>`}`;
}

function renderFeature(feature: FeatureDrift): Html {
  const { histogram, nulls, outside } = feature;
  return html`<article class="feature drift-${feature.status}"><h3><bdi>${feature.feature}</bdi> <span class="verdict-word"><span class="sign" aria-hidden="true">${SIGNS[feature.status]}</span> ${WORDS[feature.status]}</span></h3>
${drawBars({ label: `${feature.feature}: shares of the reference and now`, bins: histogram.labels, reference: histogram.reference, current: histogram.current })}
<table class="effects"><caption class="unseen">Effects of ${feature.feature}</caption><tbody>
${Object.entries(EFFECTS).map(([key, name]) => renderEffect(name, feature.effects[key as keyof typeof EFFECTS]))}
<tr><th scope="row">q-value</th><td>${feature.q === null ? html`<span class="none">none</span>` : feature.q === 0 ? '< 1e-300' : formatNumber(feature.q)} <small>${formatNumber(feature.n_cur)} rows against ${formatNumber(feature.n_ref)}</small></td></tr>
<tr><th scope="row">nulls</th><td>${share(nulls.current)} <small>${range(nulls.interval)}of ${formatNumber(nulls.rows_cur)}; reference ${share(nulls.reference)} of ${formatNumber(nulls.rows_ref)}</small></td></tr>
<tr><th scope="row">outside range</th><td>${share(outside.current)} <small>${range(outside.interval)}reference ${share(outside.reference)}; ${outside.status}</small></td></tr>
</tbody></table>
${feature.reasons.length > 0 && html`<ul>${feature.reasons.map((reason) => html`<li>${reason}</li>`)}</ul>`}</article>`;
}

function renderEffect(name: string, effect: FeatureDrift['effects']['psi']): Html | null {
  return (
    effect &&
    html`<tr><th scope="row">${name}</th><td>${formatNumber(effect.value)} <small>95 % interval ${formatNumber(effect.interval[0])} to ${formatNumber(effect.interval[1])}</small></td></tr>`
  );
}

function share(value: number | null): string {
  return value === null ? 'unknown' : formatShare(value);
}

function range(interval: readonly [number, number] | null | undefined): string {
  return interval ? `95 % interval ${formatShare(interval[0])} to ${formatShare(interval[1])}; ` : '';
}

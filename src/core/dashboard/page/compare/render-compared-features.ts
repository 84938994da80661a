import type { ComparedFeature, Comparison } from '../../compare/comparison.ts';
import { formatNumber, formatShare } from '../parts/format.ts';
import { datum, type Html, html } from '../parts/html.ts';
import { plainDatum } from '../parts/plain-datum.ts';
import { EFFECT_NAMES } from '../run/render-effect.ts';
import { drawHistograms } from './draw-histograms.ts';
import { renderSideName } from './render-side-head.ts';

const SIGNS = { severe: '▲▲', moderate: '▲', insufficient: '?', none: '=' } as const;
const WORDS = { severe: 'severe', moderate: 'moderate', insufficient: 'too few rows to tell', none: 'no drift' } as const;
/** The drift of each feature in both runs, each against its reference; those without a change folded. */
export function renderComparedFeatures(comparison: Comparison): Html | null {
  const { features, run, with: other } = comparison;
  if (features === null) return null;
  const changed = features.filter((feature) => feature.changed);
  const same = features.filter((feature) => !feature.changed);
  const draw = (feature: ComparedFeature) => renderFeature(feature, comparison);
  return html`<section id="compare-drift" aria-labelledby="compare-drift-title"><h2 id="compare-drift-title">Drift: ${other?.drift_flag} → ${run?.drift_flag}</h2>
<p>${changed.length} of ${features.length} features changed their verdict. Effects are against the reference, not against each other. <span class="key"><span class="swatch other"></span> other run <span class="swatch current"></span> this run</span></p>
${changed.length > 0 && html`<div class="features">${changed.map(draw)}</div>`}
${same.length > 0 && html`<details><summary>${same.length} without a change of verdict</summary><div class="features">${same.map(draw)}</div></details>`}</section>`;
}

function renderFeature({ feature, effect, run, with: other, histogram }: ComparedFeature, comparison: Comparison): Html {
  return html`<article class="feature"><h3>${datum(feature, 120)}</h3>
${
  histogram
    ? drawHistograms({
        label: `${plainDatum(feature, 100)}: shares of both runs`,
        bins: histogram.labels,
        run: histogram.run,
        other: histogram.with,
      })
    : html`<p><small>The two have not the same bins: no picture of both.</small></p>`
}
<table class="effects"><caption>${EFFECT_NAMES[effect] ?? datum(effect)}</caption><tbody>
${row(renderSideName('Other run', comparison.with), other, effect)}${row(renderSideName('This run', comparison.run), run, effect)}</tbody></table></article>`;
}

function row(name: Html, feature: ComparedFeature['run'], effect: string): Html {
  if (feature === null) return html`<tr><th scope="row">${name}</th><td><span class="none">no such feature</span></td></tr>`;
  const format = effect.endsWith('_share') ? formatShare : formatNumber;
  const { status, value, interval, q, n_cur, n_ref } = feature;
  return html`<tr class="drift-${status}"><th scope="row">${name}</th><td><span class="verdict-word"><span class="sign" aria-hidden="true">${SIGNS[status]}</span> ${WORDS[status]}</span><br>${
    value === null ? html`<span class="none">no effect computed</span>` : format(value)
  } <small>${interval && `95 % interval ${format(interval[0])} to ${format(interval[1])}; `}${q !== null && `q ${q === 0 ? '< 1e-300' : formatNumber(q)}; `}${formatNumber(n_cur)} rows against ${formatNumber(n_ref)}</small></td></tr>`;
}

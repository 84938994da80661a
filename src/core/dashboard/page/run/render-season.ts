import type { SeasonDrift } from '../../../snapshot/season-drift.ts';
import { formatCount, formatNumber } from '../parts/format.ts';
import { datum, type Html, html } from '../parts/html.ts';
import { renderEffect, type Thresholds } from './render-effect.ts';
import { renderDriftWord } from './render-feature.ts';
import { renderRate } from './render-trust.ts';

const FEATURES_SHOWN = 20;

/** The batch against reference rows of the same phases: whether the season alone explains a drift. */
export function renderSeason(season: SeasonDrift, thresholds: Thresholds): Html {
  const { phases, features } = season;
  return html`<h3>Against the same season: ${season.verdict}</h3>
${season.why_unavailable && html`<p>Could not be judged: ${datum(season.why_unavailable, 400)}</p>`}
<p>By ${season.by.map((name, index) => html`${index > 0 && ', '}${datum(name)}`)}: ${formatCount(phases.batch, 'phase')} in the batch, ${formatNumber(phases.reference)} in the reference, which is worth ${formatCount(season.reference_rows, 'row')} when it is mixed as the batch is. Rows in phases that the reference does not hold: ${renderRate(phases.unknown_rows)}. ${
    season.drifted.length
  } of ${formatCount(season.tested, 'feature')} drifted, ${season.insufficient} with too few rows to tell.</p>
${season.reasons.length > 0 && html`<ul>${season.reasons.map((reason) => html`<li>${datum(reason, 400)}</li>`)}</ul>`}
${
  features.length > 0 &&
  html`<div class="scroll" tabindex="0" role="region" aria-label="Features against the same season"><table class="stack"><thead><tr><th scope="col">Feature</th><th scope="col">Verdict</th><th scope="col">Effect</th><th scope="col">Why</th></tr></thead><tbody>${features
    .slice(0, FEATURES_SHOWN)
    .map(
      ({ feature, status, effect = 'none', value = null, interval = null, q, n_ref = 0, n_cur = 0, reasons }) =>
        html`<tr class="drift-${status}"><th scope="row">${datum(feature, 120)}</th><td data-label="verdict">${renderDriftWord(status)}</td><td data-label="effect">${renderEffect({ effect, value, interval, q, n_ref, n_cur }, thresholds)}</td><td data-label="why">${reasons.map((reason) => html`${datum(reason, 400)} `)}</td></tr>`,
    )}</tbody></table></div>`
}
${features.length > FEATURES_SHOWN && html`<p>${features.length - FEATURES_SHOWN} more features are in <code>drift_snapshot.json</code>.</p>`}`;
}

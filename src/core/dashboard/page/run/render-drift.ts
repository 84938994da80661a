import type { DriftSnapshot, FeatureDrift } from '../../../snapshot/drift-snapshot.ts';
import { formatNumber, formatShare } from '../parts/format.ts';
import { datum, type Html, html } from '../parts/html.ts';
import { renderText } from '../parts/render-text.ts';
import { renderDependence } from './render-dependence.ts';
import { renderFeature } from './render-feature.ts';
import { renderSeason } from './render-season.ts';

const ORDER = { severe: 0, moderate: 1, insufficient: 2, none: 3 } as const;
/** So many features show all their figures; further ones a picture and the effect that decided, so that the page stays small. */
const WHOLE = 60;
const LOUD_SHOWN = 24;

/** Reference against now for each feature, the worst first; what has not drifted is folded away. */
export function renderDrift(drift: DriftSnapshot): Html {
  const features = sortBySeverity(drift);
  const whole = new Set(features.slice(0, WHOLE));
  const quiet = features.filter(({ status }) => status === 'none');
  const loud = features.filter(({ status }) => status !== 'none');
  const multiples = (some: readonly FeatureDrift[]) =>
    html`<div class="features">${some.map((feature) => renderFeature(feature, drift.thresholds, { whole: whole.has(feature) }))}</div>`;
  return html`<section id="drift" aria-labelledby="drift-title"><h2 id="drift-title">Drift: ${drift.verdict}</h2>
${drift.why_unavailable && html`<p>Drift could not be judged: ${datum(drift.why_unavailable, 400)}</p>`}
<p>${drift.tested} features tested on ${formatNumber(drift.rows)} rows${drift.reference && html` against a reference of ${formatNumber(drift.reference.rows)} rows${drift.reference.period && html` (${renderText(drift.reference.period)})`}`}; ${
    drift.drifted.length
  } drifted${drift.share_drifted !== null && ` (${formatShare(drift.share_drifted)} of ${drift.tested})`}, ${drift.insufficient} with too few rows to tell. <span class="key"><span class="swatch reference"></span> reference <span class="swatch current"></span> now</span></p>
${drift.reasons.length > 0 && html`<ul>${drift.reasons.map((reason) => html`<li>${datum(reason, 400)}</li>`)}</ul>`}
${loud.length > 0 && multiples(loud.slice(0, LOUD_SHOWN))}
${loud.length > LOUD_SHOWN && html`<details><summary>${loud.length - LOUD_SHOWN} more that drifted or could not be told</summary>${multiples(loud.slice(LOUD_SHOWN))}</details>`}
${quiet.length > 0 && html`<details><summary>${quiet.length} without drift</summary>${multiples(quiet)}</details>`}
${drift.multivariate && renderDependence(drift.multivariate)}${drift.season && renderSeason(drift.season, drift.thresholds)}</section>`;
}

/** By verdict; among the drifted in the order of the run, which is worst first; the others by their q-values. */
function sortBySeverity({ features, drifted }: DriftSnapshot): FeatureDrift[] {
  const place = new Map(drifted.map((name, index) => [name, index]));
  const placeOf = ({ feature }: FeatureDrift) => place.get(feature) ?? drifted.length;
  return [...features].sort((a, b) => ORDER[a.status] - ORDER[b.status] || placeOf(a) - placeOf(b) || (a.q ?? 2) - (b.q ?? 2));
}

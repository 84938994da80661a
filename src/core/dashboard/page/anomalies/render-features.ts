import type { InferenceMetrics, TopAnomaly } from '../../../snapshot/inference-metrics.ts';
import type { CategoryRange, NumericRange } from '../../../snapshot/reference-range.ts';
import { type PlacedFeature, placeFeatures } from '../../anomalies/place-features.ts';
import { formatCount, formatNumber, formatShare } from '../parts/format.ts';
import { datum, type Html, html } from '../parts/html.ts';
import { drawRange } from './draw-range.ts';

const COMMON_SHOWN = 3;

/** All features of a row, each beside the reference: what a row opens to. */
export function renderFeatures(row: TopAnomaly, ranges: InferenceMetrics['reference_ranges']): Html {
  const features = placeFeatures(row, ranges);
  if (features.length === 0) return html`<p>The run holds no values of this row.</p>`;
  return html`<table class="placed stack"><caption class="unseen">Features of rank ${row.rank} beside the reference</caption><thead><tr><th scope="col">Feature</th><th scope="col" class="number">Value</th><th scope="col">Reference</th><th scope="col">Where it lies</th><th scope="col" class="number">Raises the score by</th></tr></thead>
<tbody>${features.map(renderFeature)}</tbody></table>${ranges === undefined && html`<p><small>This run was written before runs held reference ranges.</small></p>`}`;
}

function renderFeature({ name, value, range, place, reason }: PlacedFeature): Html {
  const drawn = range?.kind === 'numeric' && typeof value === 'number' ? drawRange(value, range) : null;
  return html`<tr><th scope="row">${datum(name)}</th><td class="number" data-label="value">${typeof value === 'number' ? formatNumber(value) : datum(value)}</td><td data-label="reference">${
    range === null
      ? html`<span class="none">not read by the model</span>`
      : range.kind === 'numeric'
        ? describeRange(range)
        : describeCategories(range)
  }</td><td data-label="where it lies">${drawn}${place !== null && html`<span class="place">${place}</span>`}</td><td class="number" data-label="raises the score by">${
    reason === null ? html`<span class="none">not a reason</span>` : formatNumber(reason.contribution)
  }</td></tr>`;
}

function describeRange({ n, low, p05, median, p95, high }: NumericRange): Html {
  if (median === null || low === null || high === null) return html`<span class="none">no value</span>`;
  const central = p05 === null || p95 === null ? null : html`90 % in ${formatNumber(p05)} to ${formatNumber(p95)}; `;
  return html`median ${formatNumber(median)} <small>${central}all in ${formatNumber(low)} to ${formatNumber(high)}; ${formatCount(n, 'value')}</small>`;
}

function describeCategories({ n, categories, common }: CategoryRange): Html {
  return html`${common
    .slice(0, COMMON_SHOWN)
    .map(
      ({ value, share }) =>
        html`<span class="pair">${datum(value)} ${formatShare(share.value)} <small>(${formatShare(share.interval[0])} to ${formatShare(share.interval[1])})</small></span> `,
    )}<small>${categories} categories; ${formatCount(n, 'value')}</small>`;
}

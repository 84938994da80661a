import type { SoundRun } from '../../../artifacts/verify-run.ts';
import type { Segment, Segmentation } from '../../../snapshot/segment-snapshot.ts';
import { formatCount, formatNumber, formatP } from '../parts/format.ts';
import { datum, type Html, html } from '../parts/html.ts';
import { renderEffect, type Thresholds } from './render-effect.ts';
import { renderRate } from './render-trust.ts';

const SEGMENTS_SHOWN = 15;
const STATES = {
  known: null,
  new: 'new: not in the reference',
  missing: 'missing: expected and gone',
  other: 'all that are not told apart',
} as const;

/** The parts of the data, the worst first: what the rows as a whole may hide. Nothing without segments in the config. */
export function renderSegments({ segments, drift, system: { trust } }: SoundRun): Html | null {
  if (!segments || segments.segmentations.length === 0) return null;
  return html`<section id="segments" aria-labelledby="segments-title"><h2 id="segments-title">Segments: ${trust.level}</h2>
<p>Segments with fewer than ${formatCount(segments.min_rows, 'row')} are not judged.</p>${segments.segmentations.map((part) => renderSegmentation(part, drift.thresholds))}</section>`;
}

function renderSegmentation(part: Segmentation, thresholds: Thresholds): Html {
  const { drift, quality, anomalies, worst } = part;
  const by = part.columns.map((name, index) => html`${index > 0 && ', '}${datum(name)}`);
  const label = `Worst segments by ${part.columns.join(', ').slice(0, 100)}`;
  return html`<h3>By ${by}</h3>
${part.why_unavailable !== null && html`<p>Could not be judged: ${datum(part.why_unavailable, 400)}</p>`}${part.why_no_drift !== null && html`<p>No drift: ${datum(part.why_no_drift, 400)}</p>`}
<p>${formatCount(part.segments, 'segment')}, ${formatNumber(part.small)} too small to judge. Drift: ${formatNumber(drift.severe)} severe, ${formatNumber(drift.moderate)} moderate of ${formatNumber(drift.tested)} tested. Quality: ${formatNumber(quality.failed)} failed, ${formatNumber(quality.warned)} warned of ${formatNumber(quality.tested)}. Anomalies: ${formatNumber(anomalies.high)} far above the others. New: ${formatCount(part.new.segments, 'segment')} of ${formatCount(part.new.rows, 'row')}${part.new.more && ' and more that are not told apart'}. Missing: ${formatNumber(part.missing)}.</p>
${
  worst.length > 0 &&
  html`<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table class="stack"><thead><tr><th scope="col">Segment</th><th scope="col">Rows</th><th scope="col">Drift</th><th scope="col">Quality</th><th scope="col">Anomaly rate</th></tr></thead><tbody>${worst
    .slice(0, SEGMENTS_SHOWN)
    .map((segment) => renderSegment(segment, thresholds))}</tbody></table></div>`
}${worst.length > SEGMENTS_SHOWN && html`<p>${worst.length - SEGMENTS_SHOWN} more are in <code>segment_snapshot.json</code>.</p>`}`;
}

function renderSegment({ key, state, rows, drift, quality, anomalies }: Segment, thresholds: Thresholds): Html {
  const [worst] = drift.drifted;
  const name = Object.entries(key).map(([column, value], index) => html`${index > 0 && ', '}${datum(column)} ${datum(value)}`);
  return html`<tr class="drift-${drift.verdict}"><th scope="row">${name}${STATES[state] && html` <small>${STATES[state]}</small>`}</th>
<td data-label="rows">${formatNumber(rows.in)}${rows.quarantined > 0 && html` <small>${formatNumber(rows.quarantined)} set aside</small>`}${
    rows.expected !== null &&
    html` <small>${formatNumber(Math.round(rows.expected))} expected${rows.q_missing !== null && rows.q_missing !== undefined && `; q-value ${formatP(rows.q_missing)}`}</small>`
  }</td>
<td data-label="drift"><span class="verdict-word">${drift.verdict}</span>${worst && html` ${datum(worst.feature, 120)}${renderEffect({ effect: 'none', value: null, interval: null, n_ref: 0, n_cur: 0, ...worst }, thresholds)}`}${drift.drifted.length > 1 && html`<small>and ${drift.drifted.length - 1} more</small>`}</td>
<td data-label="quality">${quality.status}${quality.failed.slice(0, 3).map(({ check, failed }) => html`<div>${datum(check)}: ${renderRate(failed)}</div>`)}</td>
<td data-label="anomaly rate">${anomalies.high && html`<strong>high</strong> `}${renderRate(anomalies.rate)}</td></tr>`;
}

import type { InferenceMetrics, Reason, TopAnomaly } from '../../../snapshot/inference-metrics.ts';
import { nameRecord } from '../../anomalies/name-record.ts';
import type { Claims } from '../../view/claims.ts';
import { type MarkedTable, renderMark } from '../acknowledge/render-mark.ts';
import { renderMarkForm } from '../acknowledge/render-mark-form.ts';
import { formatNumber, formatScore } from '../parts/format.ts';
import { datum, type Html, html } from '../parts/html.ts';
import { plainDatum } from '../parts/plain-datum.ts';
import { renderFeatures } from './render-features.ts';

export interface RowOptions {
  /** Of the run: what is kept of a row must not come back on another. */
  readonly inputDigest: string;
  readonly keys: readonly string[];
  readonly claims: Claims;
  readonly ranges: InferenceMetrics['reference_ranges'];
  /** Columns of the table. */
  readonly width: number;
  /** What people said of the rows; undefined: it is not told. */
  readonly marked?: MarkedTable;
}

/** The direction as a shape and a word. */
const DIRECTIONS: Readonly<Record<Reason['direction'], readonly [sign: string, word: string]>> = {
  high: ['▲', 'high'],
  low: ['▼', 'low'],
  missing: ['∅', 'missing'],
  rare: ['◆', 'rare'],
  typical: ['≈', 'typical'],
  unseen: ['✱', 'never seen'],
};

/** A row, and below it what it opens to: a body of its own, so that both are marked together. */
export function renderRow(row: TopAnomaly, { inputDigest, keys, claims, ranges, width, marked }: RowOptions): Html {
  const number = (label: string, value: number | null, format = formatNumber) =>
    html`<td role="cell" class="number" data-label="${label}">${value === null ? html`<span class="none">none</span>` : format(value)}</td>`;
  return html`<tbody class="anomaly" role="rowgroup" data-row="${row.row}" data-record="${nameRecord(inputDigest, row)}"><tr role="row"><td role="cell" class="number" data-label="Rank">${row.rank}</td>${keys.map((key) => html`<td role="cell" data-label="${plainDatum(key, 40)}">${datum(Object.hasOwn(row.key, key) ? row.key[key] : null)}</td>`)}${number('Score', row.score, formatScore)}${claims.p_value && number('p-value', row.p_value)}${
    claims.q_value && number('q-value', row.q_value)
  }<td role="cell" data-label="Flagged">${row.is_anomaly ? html`<span class="flag" aria-hidden="true">⚑</span> yes` : 'no'}</td><td role="cell" class="reasons"><ul class="why">${row.reasons.slice(0, 5).map(renderReason)}</ul></td>${marked && renderMark(row, marked)}</tr>
<tr class="more" role="row"><td role="cell" colspan="${width}"><details><summary data-focus="row-${row.row}">All features of rank ${row.rank}</summary>${marked && renderMarkForm(row, marked)}${renderFeatures(row, ranges)}</details></td></tr></tbody>`;
}

function renderReason({ direction, text }: Reason): Html {
  const [sign, word] = DIRECTIONS[direction];
  return html`<li><span class="direction"><span aria-hidden="true">${sign}</span> ${word}</span> ${datum(text)}</li>`;
}

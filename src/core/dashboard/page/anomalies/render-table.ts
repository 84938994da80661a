import type { InferenceMetrics, TopAnomaly } from '../../../snapshot/inference-metrics.ts';
import { type SelectedAnomalies, type SortColumn, spellSort } from '../../anomalies/select-anomalies.ts';
import { MAX_NAME, type Selection } from '../../anomalies/selection.ts';
import type { Claims } from '../../view/claims.ts';
import type { MarkedTable } from '../acknowledge/render-mark.ts';
import { datum, type Html, html } from '../parts/html.ts';
import { type Shown, toAddress } from './address.ts';
import { renderRow } from './render-row.ts';

export interface TableOptions {
  readonly inputDigest: string;
  readonly rows: readonly TopAnomaly[];
  readonly selected: SelectedAnomalies;
  readonly selection: Selection;
  readonly shown: Shown;
  readonly claims: Claims;
  readonly ranges: InferenceMetrics['reference_ranges'];
  readonly caption: string;
  readonly marked?: MarkedTable;
}

/** The rows of one page; a header that sorts is a link. p and q only where they are claimed. */
export function renderTable({ inputDigest, rows, selected, selection, shown, claims, ranges, caption, marked }: TableOptions): Html {
  const { keys, sort, order } = selected;
  const header = (column: SortColumn, title: string | Html) => {
    const spelled = spellSort(column);
    if (spelled.length > MAX_NAME) return html`<th role="columnheader" scope="col">${title}</th>`;
    const isCurrent = spelled === spellSort(sort);
    const next = isCurrent ? (order === 'asc' ? 'desc' : 'asc') : null;
    const address = toAddress(shown, { ...selection, sort: spelled, order: next, offset: 0 });
    const state = isCurrent ? (order === 'asc' ? 'ascending' : 'descending') : 'none';
    return html`<th role="columnheader" scope="col"${column.by !== 'key' && html` class="number"`} aria-sort="${state}"><a href="${address}" data-table="sort" data-focus="sort-${spelled}">${title}${
      isCurrent && html` <span aria-hidden="true">${order === 'asc' ? '▲' : '▼'}</span>`
    }</a></th>`;
  };
  const width = 4 + Number(marked !== undefined) + keys.length + Number(claims.p_value) + Number(claims.q_value);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Top anomalies" data-focus="table"><table class="anomalies" role="table"><caption class="unseen">${caption}</caption><thead role="rowgroup"><tr role="row">${header({ by: 'rank' }, 'Rank')}${keys.map((name) => header({ by: 'key', name }, datum(name)))}${header({ by: 'score' }, 'Score')}${
    claims.p_value && header({ by: 'p_value' }, 'p-value')
  }${claims.q_value && html`<th role="columnheader" scope="col" class="number unsorted">q-value</th>`}<th role="columnheader" scope="col" class="unsorted">Flagged</th><th role="columnheader" scope="col" class="unsorted">Reasons</th>${marked && html`<th role="columnheader" scope="col" class="unsorted">Mark</th>`}</tr></thead>
${rows.map((row) => renderRow(row, { inputDigest, keys, claims, ranges, width, marked }))}</table></div>`;
}

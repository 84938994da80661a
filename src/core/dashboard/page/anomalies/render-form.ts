import type { TopAnomaly } from '../../../snapshot/inference-metrics.ts';
import { MAX_NAME, type Selection } from '../../anomalies/selection.ts';
import { type Html, html } from '../parts/html.ts';
import { DEFAULT_PAGE_SIZE, PAGE_SIZES, type Shown, toAddress } from './address.ts';

/** Longer names would make a list that no screen holds. */
const MAX_SHOWN = 60;

/** What chooses among the rows: a plain form, so that it works without a script. */
export function renderForm(rows: readonly TopAnomaly[], selection: Selection, shown: Shown): Html {
  const { filter, reason, min_score: least, flagged, sort, order, limit } = selection;
  const hidden = { ...shown, sort, order };
  const isChosen = filter !== null || reason !== null || least !== null || flagged !== null;
  const option = (value: string, text: string, current: string | null) =>
    html`<option value="${value}"${value === (current ?? '') && html` selected`}>${text}</option>`;
  return html`<form class="choose" method="get" action="/#anomalies" role="search" aria-label="Choose among the anomalies">${Object.entries(
    hidden,
  ).map(
    ([name, value]) => value !== null && html`<input type="hidden" name="${name}" value="${value}"/>`,
  )}<label>Text <input type="search" name="filter" value="${filter ?? ''}" maxlength="200" autocomplete="off" data-focus="filter"/></label>
<label>Reason <select name="reason">${option('', 'any', reason)}${countReasons(rows, reason).map(([name, count]) => option(name, `${cut(name)} (${count})`, reason))}</select></label>
<label>Score from <input type="number" name="min_score" value="${least === null ? '' : String(least)}" step="any"/></label>
<label>Flagged <select name="flagged">${option('', 'any', flagged)}${option('true', 'yes', flagged)}${option('false', 'no', flagged)}</select></label>
<label>Rows <select name="limit">${sizes(limit).map((size) => option(String(size), String(size), String(limit)))}</select></label>
<button type="submit">Show</button>${
    isChosen &&
    html` <a href="${toAddress(shown, { ...selection, filter: null, reason: null, min_score: null, flagged: null, offset: 0 })}" data-table="all" data-focus="filter">Show all</a>`
  }</form>`;
}

function sizes(limit: number | null): number[] {
  return [...new Set([...PAGE_SIZES, limit ?? DEFAULT_PAGE_SIZE])].sort((a, b) => a - b);
}

/** The features that are reasons, the most frequent first; the one that is asked for even where it is none. */
function countReasons(rows: readonly TopAnomaly[], asked: string | null): [string, number][] {
  const counts = new Map<string, number>(asked === null ? [] : [[asked, 0]]);
  for (const { reasons } of rows) {
    for (const name of new Set(reasons.map(({ feature }) => feature))) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const askable = [...counts].filter(([name]) => name.length <= MAX_NAME);
  return askable.sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1));
}

function cut(name: string): string {
  return name.length > MAX_SHOWN ? `${name.slice(0, MAX_SHOWN - 1)}…` : name;
}

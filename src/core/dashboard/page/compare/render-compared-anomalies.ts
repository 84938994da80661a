import type { ComparedAnomalies, Comparison } from '../../compare/comparison.ts';
import { formatNumber, formatScore } from '../parts/format.ts';
import { datum, type Html, html } from '../parts/html.ts';
import { renderSideHeads, renderSideName } from './render-side-head.ts';

const SHOWN_ROWS = 20;

/** The highest-ranked rows that both runs have, and those that one has. */
export function renderComparedAnomalies(comparison: Comparison): Html | null {
  const { anomalies, run, with: other } = comparison;
  if (anomalies === null) return null;
  const { why_not, listed, both, only_run, only_with } = anomalies;
  return html`<section id="compare-anomalies" aria-labelledby="compare-anomalies-title"><h2 id="compare-anomalies-title">Top anomalies: ${other?.trust_level} → ${run?.trust_level}</h2>
${
  why_not !== null
    ? html`<p>${why_not}</p>`
    : html`<p>Of the ${formatNumber(listed.with)} highest-ranked rows of the other run and the ${formatNumber(listed.run)} of this one: ${formatNumber(both.length)} are in both, ${formatNumber(only_with.length)} only in the other, ${formatNumber(only_run.length)} only in this one. A row that is in one alone may stand just below the last rank of the other.</p>
${renderOnly('Only in this run', renderSideName('This run', run), anomalies, only_run)}${renderOnly('Only in the other run', renderSideName('Other run', other), anomalies, only_with)}${renderBoth(comparison, anomalies)}`
}</section>`;
}

type Place = ComparedAnomalies['both'][number]['run'];

function renderBoth(comparison: Comparison, { both, key_columns }: ComparedAnomalies): Html | null {
  if (both.length === 0) return null;
  return html`<h3>In both</h3><div class="scroll" tabindex="0" role="region" aria-label="Anomalies of both runs"><table class="pairs"><thead><tr>${heads(key_columns)}${renderSideHeads(comparison)}</tr></thead>
<tbody>${both.slice(0, SHOWN_ROWS).map(({ key, run, with: other }) => html`<tr>${keyCells(key, key_columns)}<td>${describe(other)}</td><td>${describe(run)}</td></tr>`)}</tbody></table></div>${more(both.length)}`;
}

function renderOnly(title: string, side: Html, { key_columns }: ComparedAnomalies, rows: ComparedAnomalies['only_run']): Html | null {
  if (rows.length === 0) return null;
  return html`<h3>${title}</h3><div class="scroll" tabindex="0" role="region" aria-label="${title}"><table><thead><tr>${heads(key_columns)}<th scope="col">${side}</th><th scope="col">First reason</th></tr></thead>
<tbody>${rows.slice(0, SHOWN_ROWS).map((row) => html`<tr>${keyCells(row.key, key_columns)}<td>${describe(row)}</td><td>${datum(row.reason)}</td></tr>`)}</tbody></table></div>${more(rows.length)}`;
}

function heads(columns: readonly string[]): Html[] {
  return columns.map((name) => html`<th scope="col"><bdi>${name}</bdi></th>`);
}

function keyCells(key: ComparedAnomalies['both'][number]['key'], columns: readonly string[]): Html[] {
  return columns.map((name) => html`<td>${datum(Object.hasOwn(key, name) ? key[name] : null)}</td>`);
}

function describe({ rank, score, p_value }: Place): Html {
  return html`rank ${rank} <small>score ${formatScore(score)}${p_value !== null && `, p ${formatNumber(p_value)}`}</small>`;
}

function more(count: number): Html | null {
  return count > SHOWN_ROWS
    ? html`<p><small>${SHOWN_ROWS} of ${formatNumber(count)}; all of them: <code>/api/compare</code>.</small></p>`
    : null;
}

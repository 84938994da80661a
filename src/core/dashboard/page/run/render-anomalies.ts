import type { SoundRun } from '../../../artifacts/verify-run.ts';
import type { TopAnomaly } from '../../../snapshot/inference-metrics.ts';
import type { Marks } from '../../acknowledge/marks.ts';
import { type Claims, claimsOf } from '../../claims.ts';
import { type MarkedTable, renderMark } from '../acknowledge/render-mark.ts';
import { renderMarkCounts } from '../acknowledge/render-mark-counts.ts';
import { formatNumber } from '../parts/format.ts';
import { datum, type Html, html } from '../parts/html.ts';
import { renderAge } from '../parts/render-age.ts';

const SHOWN_ROWS = 20;

/** The highest-ranked rows, each with its reasons; p and q only where the trust level lets them be claimed. */
export function renderAnomalies(run: SoundRun, now: Date, options: { standIn: boolean; marks?: Marks; view?: string }): Html {
  const { trust } = run.system;
  const claims = claimsOf(trust);
  const rows = trust.level === 'withheld' ? [] : run.metrics.top.slice(0, SHOWN_ROWS);
  const marked = options.marks && {
    run,
    marks: options.marks,
    view: options.view ?? `pipeline=${run.manifest.pipeline}&run=${run.run_id}`,
  };
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row.key)))];
  return html`<section id="anomalies" class="${options.standIn ? 'stand-in' : ''}" aria-labelledby="anomalies-title"><h2 id="anomalies-title">${options.standIn ? `Top anomalies of the last good run (it was ${trust.level})` : `Top anomalies: ${trust.level}`}</h2>
${options.standIn && html`<p class="banner warn"><strong>Not the current data</strong> <span>From the last good run <code>${run.run_id}</code>, finished ${renderAge(run.manifest.finished_at, now)} ago.</span></p>`}
${marked && renderMarkCounts(run, marked.marks)}${
  rows.length === 0
    ? html`<p>There is no row to show.</p>`
    : html`<div class="scroll" tabindex="0" role="region" aria-label="Top anomalies"><table class="anomalies"><thead><tr><th scope="col" class="number">Rank</th>${keys.map((key) => html`<th scope="col"><bdi>${key}</bdi></th>`)}<th scope="col" class="number">Score</th>${
        claims.p_value && html`<th scope="col" class="number">p-value</th>`
      }${claims.q_value && html`<th scope="col" class="number">q-value</th>`}<th scope="col">Flagged</th><th scope="col">Reasons</th>${marked && html`<th scope="col">Mark</th>`}</tr></thead>
<tbody>${rows.map((row) => renderRow(row, keys, claims, marked))}</tbody></table></div>
<p><small>${rows.length} of the ${run.metrics.top.length} highest-ranked rows; ${formatNumber(run.metrics.scored)} were scored. All of them: <code>anomaly_results.csv</code> of run <code>${run.run_id}</code>.</small></p>`
}</section>`;
}

function renderRow(row: TopAnomaly, keys: readonly string[], claims: Claims, marked?: MarkedTable): Html {
  const number = (value: number | null) =>
    html`<td class="number">${value === null ? html`<span class="none">none</span>` : formatNumber(value)}</td>`;
  return html`<tr><td class="number">${row.rank}</td>${keys.map((key) => html`<td>${datum(row.key[key] ?? null)}</td>`)}${number(row.score)}${claims.p_value && number(row.p_value)}${
    claims.q_value && number(row.q_value)
  }<td>${row.is_anomaly ? 'yes' : 'no'}</td><td><ul class="why">${row.reasons.slice(0, 5).map(({ text }) => html`<li>${datum(text)}</li>`)}</ul></td>${marked && renderMark(row, marked)}</tr>`;
}

import type { TimelineRun } from '../../../artifacts/read-timeline.ts';
import { formatNumber, formatShare } from '../parts/format.ts';
import { datum, type Html, html } from '../parts/html.ts';
import { renderInstant } from '../parts/render-instant.ts';
import { SOURCE_WORDS } from '../parts/source-words.ts';
import { hrefOfRun, type RunCount } from './page-history.ts';

/** The time lines in words and figures, newest first, a link each. */
export function renderHistoryTable(
  runs: readonly TimelineRun[],
  options: { pipeline: string; shown: string | null; count: RunCount },
): Html {
  return html`<details class="runs"><summary>The same as a table</summary><div class="scroll" tabindex="0" role="region" aria-label="History as a table"><table><thead><tr><th scope="col">Finished</th><th scope="col">As of</th><th scope="col">Trust</th><th scope="col">Quality</th><th scope="col">Drift</th><th scope="col">Anomaly rate</th><th scope="col" class="number">Rows</th><th scope="col">Source</th><th scope="col">Run</th></tr></thead>
<tbody>${runs.map((run) => renderRow(run, options))}</tbody></table></div></details>`;
}

function renderRow(run: TimelineRun, { pipeline, shown, count }: { pipeline: string; shown: string | null; count: RunCount }): Html {
  const isShown = run.run_id === shown;
  const link = html`<a href="${hrefOfRun(pipeline, run.run_id, count)}"${isShown && html` aria-current="page"`}><code>${run.run_id}</code></a>${isShown && ' (shown)'}`;
  const finished = html`<th scope="row">${run.finished_at === null ? html`<span class="none">unknown</span>` : renderInstant(run.finished_at)}</th>`;
  if (run.data === 'damaged')
    return html`<tr>${finished}<td></td><td>damaged</td><td colspan="5">${datum(run.problems[0] ?? '', 400)}</td><td>${link}</td></tr>`;
  const { trust_level, reason, quality, drift, anomaly_rate: rate } = run;
  return html`<tr>${finished}<td>${run.as_of === null ? '' : renderInstant(run.as_of)}</td><td>${trust_level}${reason && html`<br><small>${datum(reason.message, 160)}</small>`}</td>
<td>${quality?.flag}${quality && html`<br><small>${quality.failed} failed, ${quality.errored} not computed, ${quality.warned} warned, ${quality.passed} passed</small>`}</td>
<td>${drift?.flag}${drift && html`<br><small>${drift.drifted} of ${drift.tested} drifted</small>`}</td>
<td>${rate === null ? html`<span class="none">nothing scored</span>` : html`${formatShare(rate.value)}<br><small>${formatShare(rate.interval[0])} to ${formatShare(rate.interval[1])}; ${formatNumber(rate.count)} of ${formatNumber(rate.n)}</small>`}</td>
<td class="number">${run.rows === null ? '' : formatNumber(run.rows)}</td><td>${run.source_used && SOURCE_WORDS[run.source_used]}${run.fallback_reason !== null && html`<br><small>because of ${datum(run.fallback_reason)}</small>`}</td><td>${link}</td></tr>`;
}

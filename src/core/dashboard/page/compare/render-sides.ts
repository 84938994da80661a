import type { ComparedRun, Comparison } from '../../compare/comparison.ts';
import { hrefOfRun } from '../history/page-history.ts';
import { formatNumber } from '../parts/format.ts';
import { datum, type Html, html } from '../parts/html.ts';
import { renderInstant } from '../parts/render-instant.ts';
import { SOURCE_WORDS } from '../parts/source-words.ts';
import { renderRate } from '../run/render-trust.ts';
import { renderSideName } from './render-side-head.ts';

/** Each run by itself: trust first, then what its figures rest on. */
export function renderSides({ pipeline, run, with: other }: Comparison): Html {
  return html`<div class="sides">${renderSide('Other run', pipeline, other)}${renderSide('This run', pipeline, run)}</div>`;
}

function renderSide(name: string, pipeline: string | null, run: ComparedRun | null): Html | null {
  if (run === null) return null;
  const id = run.run_id ?? 'unknown';
  const link =
    pipeline !== null && run.run_id !== null
      ? html`<a href="${hrefOfRun(pipeline, run.run_id)}"><code>${id}</code></a>`
      : html`<code>${id}</code>`;
  const head = html`<h3 class="level-${run.trust_level ?? 'damaged'}">${renderSideName(name, run)}</h3><p>Run ${link}</p>`;
  if (run.data === 'damaged')
    return html`<article class="side">${head}<ul>${run.problems.slice(0, 10).map((problem) => html`<li>${datum(problem, 400)}</li>`)}</ul></article>`;
  return html`<article class="side">${head}<dl class="facts">
<div><dt>Finished</dt><dd>${run.finished_at === null ? 'unknown' : renderInstant(run.finished_at)}</dd></div>
<div><dt>As of</dt><dd>${run.as_of === null ? 'unknown' : renderInstant(run.as_of)}</dd></div>
<div><dt>Source</dt><dd>${run.source_used && SOURCE_WORDS[run.source_used]}${run.fallback_reason !== null && html` <small>because of ${datum(run.fallback_reason)}</small>`}</dd></div>
<div><dt>Rows</dt><dd>${run.rows !== null && formatNumber(run.rows)} <small>${run.scored !== null && html`${formatNumber(run.scored)} scored`}</small></dd></div>
<div><dt>Quality</dt><dd>${run.quality_flag}</dd></div><div><dt>Drift</dt><dd>${run.drift_flag}</dd></div>
<div><dt>Anomaly rate</dt><dd>${renderRate(run.anomaly_rate)}</dd></div></dl></article>`;
}

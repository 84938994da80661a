import type { SoundRun } from '../../../artifacts/verify-run.ts';
import type { Marks } from '../../acknowledge/marks.ts';
import { selectAnomalies } from '../../anomalies/select-anomalies.ts';
import { type Selection, WHOLE } from '../../anomalies/selection.ts';
import { claimsOf } from '../../view/claims.ts';
import { renderMarkCounts } from '../acknowledge/render-mark-counts.ts';
import { formatCount, formatNumber } from '../parts/format.ts';
import { datum, type Html, html } from '../parts/html.ts';
import { DEFAULT_PAGE_SIZE, type Shown, toQuery } from './address.ts';
import { renderForm } from './render-form.ts';
import { lastOffset, renderPages } from './render-pages.ts';
import { renderStandIn } from './render-stand-in.ts';
import { renderTable } from './render-table.ts';

export interface AnomaliesOptions {
  /** The run stands in for one that has no anomalies of its own. */
  readonly standIn: boolean;
  /** No run has confirmed it for too long. */
  readonly isStale?: boolean;
  readonly selection?: Selection;
  readonly shown?: Shown;
  readonly marks?: Marks;
  /** For a file, in which nobody can turn a page. */
  readonly isFile?: boolean;
}

/** The highest-ranked rows, each with its reasons; p and q only where the trust level lets them be claimed. */
export function renderAnomalies(run: SoundRun, now: Date, options: AnomaliesOptions): Html {
  const { standIn, isStale = false } = options;
  const { trust } = run.system;
  const title = standIn
    ? `Top anomalies of the last good run (it was ${trust.level})`
    : `Top anomalies: ${trust.level}${isStale ? ', but stale' : ''}`;
  return html`<section id="anomalies" class="${standIn ? 'stand-in' : ''}" aria-labelledby="anomalies-title"><h2 id="anomalies-title">${title}</h2>
${standIn && renderStandIn(run, now)}
${trust.level === 'withheld' || run.metrics.top.length === 0 ? html`<p>There is no row to show.</p>` : renderChosen(run, title, options)}</section>`;
}

function renderChosen(
  run: SoundRun,
  caption: string,
  { selection: asked = WHOLE, shown = { pipeline: run.manifest.pipeline, run: null, runs: null }, marks, isFile }: AnomaliesOptions,
): Html {
  const {
    run_id,
    manifest,
    metrics,
    system: { trust },
  } = run;
  const claims = claimsOf(trust);
  const selected = selectAnomalies(metrics.top, asked, { hasP: claims.p_value });
  const { matching, unknownSort } = selected;
  const limit = asked.limit ?? DEFAULT_PAGE_SIZE;
  // Fewer rows than an address was made for: the last page rather than none.
  const offset = Math.min(asked.offset, lastOffset(matching.length, limit));
  const selection = { ...asked, limit, offset, ...(unknownSort === null ? {} : { sort: null, order: null }) };
  const rows = matching.slice(offset, offset + limit);
  const { limit: _all, ...exported } = selection;
  const csv = toQuery({ pipeline: manifest.pipeline, run: run_id, runs: null }, { ...exported, limit: null, offset: 0 });
  // Where nobody may mark and nobody has, a column of it would only ask what it is for.
  const isMarked =
    marks !== undefined && (marks.allowed || marks.problems.length > 0 || metrics.top.some((row) => marks.of(run, row) !== null));
  const marked = isMarked ? { run, marks, view: toQuery(shown, selection).toString() } : undefined;
  return html`${isMarked && renderMarkCounts(run, marks)}${renderForm(metrics.top, selection, shown)}
<div id="anomalies-rows">${unknownSort !== null && html`<p class="banner warn">Sorted by rank: no column of these rows is called ${datum(unknownSort)}.</p>`}
<p data-count><strong>${countRows(offset, rows.length, matching.length)}</strong> <small>${matching.length < metrics.top.length && html`of `}${formatNumber(metrics.top.length)} kept; ${formatNumber(metrics.scored)} scored</small></p>
${
  rows.length === 0
    ? html`<p>No row that the run has kept matches. The run keeps its highest-ranked rows (<code>score.top</code>).</p>`
    : renderTable({
        inputDigest: manifest.identity.input_digest,
        rows,
        selected,
        selection,
        shown,
        claims,
        ranges: metrics.reference_ranges,
        caption,
        marked,
      })
}${renderPages({ offset, limit, matching: matching.length }, selection, shown)}${isFile && renderLeftOut(metrics.top.length, rows.length)}
<p><small>The trust level of these rows is ${trust.level}. <span class="needs-server"><a href="/top-anomalies?format=csv&amp;${csv.toString()}" download>As CSV</a> for a spreadsheet. </span>All scored rows: <code>anomaly_results.csv</code> of run <code>${run_id}</code>.</small></p></div>`;
}

function renderLeftOut(kept: number, shown: number): Html | null {
  if (shown >= kept) return null;
  return html`<p>The run keeps ${formatCount(kept - shown, 'more row')}, left out of this report: <code>oads report --rows ${kept}</code> shows all.</p>`;
}

function countRows(offset: number, shown: number, matching: number): string {
  if (shown === 0) return 'No row';
  return `${formatNumber(offset + 1)} to ${formatNumber(offset + shown)} of ${formatNumber(matching)}`;
}

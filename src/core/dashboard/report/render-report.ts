import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TrustLevel } from '../../snapshot/parts.ts';
import { marksOf } from '../acknowledge/marks.ts';
import { WHOLE } from '../anomalies/selection.ts';
import { findPublicDir } from '../http/serve-public.ts';
import { readPageHistory } from '../page/history/page-history.ts';
import { formatInstant } from '../page/parts/format.ts';
import { html } from '../page/parts/html.ts';
import { renderPage } from '../page/render-page.ts';
import { createReader } from '../view/create-reader.ts';
import { loadView } from '../view/load-view.ts';
import { toFile } from './to-file.ts';

export interface ReportOptions {
  readonly artifactsDir: string;
  readonly pipeline: string;
  /** null: the newest, with what the page says beside it. */
  readonly run: string | null;
  readonly now: Date;
  /** `dashboard.stale_after`; null: no run is ever stale. */
  readonly staleAfterSeconds?: number | null;
  readonly redact?: (text: string) => string;
  /** The highest-ranked rows to show of those that the run keeps. Default: as many as a run keeps by default. */
  readonly rows?: number;
}

export interface RunReport {
  readonly html: string;
  readonly run_id: string | null;
  readonly state: 'ok' | 'damaged' | 'no_data';
  readonly trust_level: TrustLevel | null;
  readonly problems: readonly string[];
}

/** The page of one run as one self-contained file. Throws HttpProblem (404) where there is no such pipeline or run. */
export async function renderReport({
  artifactsDir,
  pipeline,
  run: runId,
  now,
  staleAfterSeconds = null,
  redact,
  rows = 100,
}: ReportOptions): Promise<RunReport> {
  const reader = createReader(artifactsDir, { redact });
  const read = await loadView(reader, {
    requested: pipeline,
    preferred: null,
    run: runId,
    now,
    staleAfterSeconds,
  });
  const view = { ...read, marks: marksOf(await reader.readMarks(pipeline), false) };
  const history = await readPageHistory(reader, view, null);
  const publicDir = findPublicDir();
  const { run } = view;
  const file = toFile(renderPage(view, { history, selection: { ...WHOLE, limit: rows }, isFile: true }), {
    readStyle: (name) => readFileSync(join(publicDir, name), 'utf8'),
    notice:
      html`<div class="banner plain" role="note"><strong>Report of a run</strong><div>Made at ${formatInstant(now.toISOString())}: all ages are those of that time. The run's own files can be checked with <code>oads verify</code>; this report cannot.</div></div>`
        .markup,
  });
  return {
    html: file,
    run_id: run.state === 'no_data' ? null : run.run_id,
    state: run.state,
    trust_level: run.state === 'ok' ? run.system.trust.level : null,
    problems: run.state === 'damaged' ? run.problems : [],
  };
}

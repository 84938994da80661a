import type { Timeline } from '../../artifacts/read-timeline.ts';
import type { DamagedRun, SoundRun } from '../../artifacts/verify-run.ts';
import { type Context, viewOf } from '../context.ts';
import { HttpProblem } from '../http/http-problem.ts';
import type { View } from '../view/view.ts';
import { compareRuns } from './compare-runs.ts';
import type { Comparison } from './comparison.ts';

export interface LoadedComparison {
  readonly view: View;
  readonly comparison: Comparison;
  /** The runs to choose from; null without a pipeline. */
  readonly timeline: Timeline | null;
}

const CHOICES = 100;

/** `run` is null for the newest, `other` for the one before it. Throws HttpProblem (404) for a run that is not there. */
export async function loadComparison(
  context: Context,
  request: { pipeline: string | null; run: string | null; other: string | null },
): Promise<LoadedComparison> {
  const view = await viewOf(context, request);
  const { pipeline, now } = view;
  const run = view.run.state === 'no_data' ? null : view.run;
  const timeline = pipeline === null ? null : await context.reader.summarise(pipeline, { limit: CHOICES, around: run?.run_id ?? null });
  const otherId = request.other ?? timeline?.previous ?? null;
  const other = pipeline === null || otherId === null ? null : await readOther(context, pipeline, otherId);
  if (other === null && request.other !== null)
    throw new HttpProblem(404, `expected "with" to be the id of a run of ${pipeline ?? 'a pipeline'}, got "${request.other}"`);
  return { view, timeline, comparison: compareRuns(pipeline, { run, other, now }) };
}

async function readOther(context: Context, pipeline: string, runId: string): Promise<SoundRun | DamagedRun | null> {
  const other = await context.reader.readRun(pipeline, runId);
  return other.state === 'no_data' ? null : other;
}

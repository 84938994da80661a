import { NOT_TOLD, type Timeline } from '../../../artifacts/read-timeline.ts';
import type { Reader } from '../../view/create-reader.ts';
import type { View } from '../../view/view.ts';

/** How many runs the page can be asked for. */
export const RUN_COUNTS = ['20', '100', '500'] as const;
export type RunCount = (typeof RUN_COUNTS)[number];
export const DEFAULT_RUN_COUNT: RunCount = '100';

/** The runs about the one that is shown. */
export interface PageHistory {
  readonly timeline: Timeline;
  readonly count: RunCount;
}

/** The last runs, or as many around the shown one. A run whose whole check found damage is damaged here, too. */
export async function readPageHistory(reader: Reader, { pipeline, run }: View, count: RunCount | null): Promise<PageHistory | null> {
  if (pipeline === null) return null;
  const shown = run.state === 'no_data' ? null : run.run_id;
  const timeline = await reader.summarise(pipeline, { limit: Number(count ?? DEFAULT_RUN_COUNT), around: shown });
  if (timeline === null || timeline.runs.length === 0) return null;
  const runs = timeline.runs.map((line) =>
    line.run_id === shown && run.state === 'damaged'
      ? {
          ...NOT_TOLD,
          run_id: line.run_id,
          data: 'damaged' as const,
          finished_at: line.finished_at,
          problems: run.problems,
        }
      : line,
  );
  return { timeline: { ...timeline, runs }, count: count ?? DEFAULT_RUN_COUNT };
}

/** As an address says it. */
export function askedRuns(count: RunCount): RunCount | null {
  return count === DEFAULT_RUN_COUNT ? null : count;
}

/** Where the page of a run is; null for the newest. */
export function hrefOfRun(pipeline: string, runId: string | null, count: RunCount = DEFAULT_RUN_COUNT): string {
  const run = runId === null ? '' : `&run=${runId}`;
  const runs = count === DEFAULT_RUN_COUNT ? '' : `&runs=${count}`;
  return `/?pipeline=${encodeURIComponent(pipeline)}${run}${runs}`;
}

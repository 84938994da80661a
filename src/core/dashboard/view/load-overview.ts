import { messageOf, StoreError } from '../../errors.ts';
import type { Context } from '../context.ts';
import { mapInParallel } from '../map-in-parallel.ts';
import { type OverviewLine, summarisePipeline } from '../page/overview/summarise-pipeline.ts';

export interface Overview {
  readonly now: Date;
  /** Visitors have signed in. */
  readonly isGuarded: boolean;
  readonly lines: readonly OverviewLine[];
  /** Why the artifacts directory cannot be read; null where it can. */
  readonly problem: string | null;
}

/** So few whole runs are in memory at a time, however many pipelines there are. */
const PARALLEL_READS = 8;

/** One line of each pipeline's newest run, verified. */
export async function loadOverview({ access: { isGuarded }, reader, now, staleAfterSeconds }: Context): Promise<Overview> {
  const moment = now();
  try {
    const names = await reader.listPipelines();
    const lines = await mapInParallel(names, PARALLEL_READS, async (name) =>
      summarisePipeline(name, await reader.readLatest(name), { now: moment, staleAfterSeconds }),
    );
    return { now: moment, isGuarded, lines, problem: null };
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return { now: moment, isGuarded, lines: [], problem: messageOf(error) };
  }
}

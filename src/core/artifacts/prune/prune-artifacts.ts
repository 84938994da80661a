import { lstat } from 'node:fs/promises';
import { OadsError, toStoreError } from '../../errors.ts';
import type { Layout } from '../layout.ts';
import { acquireLock, sweepLockLitter } from '../lock/lock.ts';
import { checkedLayout, listPipelines } from '../read-runs.ts';
import type { Retention } from './choose-runs.ts';
import { type PruneReport, pruneRuns } from './prune-runs.ts';

export interface PruneRequest {
  /** One pipeline; without it every pipeline of the directory. */
  readonly pipeline?: string;
  readonly limits: Retention;
  readonly dryRun: boolean;
  readonly now: () => Date;
}

/**
 * Prunes by hand what a run would prune after itself, under the same lock. Throws StoreError, also while a run is under way;
 * a dry run takes no lock, changes nothing and needs no room.
 */
export async function pruneArtifacts(artifactsDir: string, request: PruneRequest): Promise<PruneReport[]> {
  const pipelines = request.pipeline === undefined ? await listPipelines(artifactsDir) : [request.pipeline];
  const reports: PruneReport[] = [];
  for (const pipeline of pipelines) {
    try {
      reports.push(await prunePipeline(checkedLayout(artifactsDir, pipeline), pipeline, request));
    } catch (error) {
      if (error instanceof OadsError) throw error;
      throw toStoreError(
        error,
        `old runs of ${pipeline} could not be removed from ${artifactsDir}`,
        'then run it again: a few kilobytes are enough',
      );
    }
  }
  return reports;
}

async function prunePipeline(layout: Layout, pipeline: string, { limits, dryRun, now }: PruneRequest): Promise<PruneReport> {
  // Where nothing has run there is nothing to remove, and no directory is made.
  if ((await lstat(layout.root).catch(() => undefined)) === undefined)
    return { pipeline, removed: [], kept: [], leftovers: [], bytes_freed: 0 };
  if (dryRun) return pruneRuns(layout, pipeline, limits, { now: now(), dryRun, assertHeld: async () => {} });
  const lock = await acquireLock(layout.lock, now);
  try {
    await sweepLockLitter(layout.lock);
    return await pruneRuns(layout, pipeline, limits, { now: now(), dryRun, assertHeld: lock.assertHeld });
  } finally {
    await lock.release();
  }
}

import { judgeLink } from './judge-link.ts';
import { judgePointers, readPointers } from './judge-pointers.ts';
import { readPruned } from './prune/pruned-record.ts';
import { checkedLayout, type RunEntry } from './read-runs.ts';

export interface MissingRun {
  /** null where a link is damaged or missing and names none. */
  readonly run_id: string | null;
  readonly problem: string;
  /** The first run that follows it; null where only a link tells: it may have been the newest. */
  readonly followedBy: string | null;
}

/**
 * Runs that a manifest or a link names, and that neither are there nor were removed by oads: each once. Of several that were
 * deleted one after the other only the last is named. To be read under the pipeline's lock.
 * @param oldestFirst all runs of the pipeline
 */
export async function findMissing(artifactsDir: string, pipeline: string, oldestFirst: readonly RunEntry[]): Promise<MissingRun[]> {
  const record = await readPruned(checkedLayout(artifactsDir, pipeline), pipeline);
  const byId = new Map(oldestFirst.map((entry) => [entry.run_id, entry]));
  const found = new Map<string, MissingRun>();
  for (const entry of oldestFirst) {
    const previous = entry.state === 'ok' ? entry.manifest.previous : null;
    if (!previous || byId.has(previous.run_id) || found.has(previous.run_id)) continue;
    const problem = judgeLink(entry.run_id, previous, byId, record);
    if (problem !== undefined) found.set(previous.run_id, { run_id: previous.run_id, problem, followedBy: entry.run_id });
  }
  for (const { run_id, problem } of judgePointers(await readPointers(artifactsDir, pipeline), oldestFirst)) {
    const key = run_id ?? problem;
    if (!found.has(key)) found.set(key, { run_id, problem, followedBy: null });
  }
  return [...found.values()];
}

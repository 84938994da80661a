import { judgeLink } from './judge-link.ts';
import { judgePointers, readPointers } from './judge-pointers.ts';
import { readPruned } from './prune/pruned-record.ts';
import { checkedLayout, listRuns, type RunEntry } from './read-runs.ts';

export interface ChainReport {
  /** Runs whose manifests were read. */
  readonly runs: number;
  readonly problems: readonly string[];
}

/**
 * Follows every manifest to the one before it by its sha256. Finds altered, missing and restarted manifests: a run that
 * is not there must stand in the record of the pruned ones, with that very hash. Nothing vouches for a manifest that no
 * other one names, nor for the record: only a signature or an outside anchor could.
 */
export async function verifyChain(artifactsDir: string, pipeline: string): Promise<ChainReport> {
  let found = await inspectChain(artifactsDir, pipeline);
  for (let attempt = 0; found.problems.length > 0 && attempt < 3; attempt++) {
    // Runs may have been committed and pruned while the chain was read.
    const before = found;
    found = await inspectChain(artifactsDir, pipeline);
    if (idsOf(found.entries) === idsOf(before.entries)) break;
  }
  return { runs: found.entries.length, problems: found.problems };
}

async function inspectChain(artifactsDir: string, pipeline: string): Promise<{ entries: RunEntry[]; problems: string[] }> {
  const layout = checkedLayout(artifactsDir, pipeline);
  const pointers = await readPointers(artifactsDir, pipeline);
  const entries = await listRuns(artifactsDir, pipeline, { limit: Number.POSITIVE_INFINITY });
  const record = await readPruned(layout, pipeline);
  const byId = new Map(entries.map((entry) => [entry.run_id, entry]));

  const problems: string[] = [...record.problems, ...judgePointers(pointers, entries).map(({ problem }) => problem)];
  const good = typeof pointers.last_good === 'string' ? byId.get(pointers.last_good) : undefined;
  if (good?.state === 'ok' && good.manifest.trust_level === 'withheld') problems.push('last_good points to a run that was withheld');
  const beginnings: string[] = [];
  for (const entry of entries) {
    if (entry.state === 'damaged') problems.push(...entry.problems.map((problem) => `run ${entry.run_id}: ${problem}`));
    else if (entry.manifest.previous === null) beginnings.push(entry.run_id);
    else {
      const problem = judgeLink(entry.run_id, entry.manifest.previous, byId, record);
      if (problem !== undefined) problems.push(problem);
    }
  }
  if (beginnings.length > 1) problems.push(`the chain begins ${beginnings.length} times: ${beginnings.join(', ')} name no run before them`);
  return { entries, problems };
}

function idsOf(entries: readonly RunEntry[]): string {
  return entries.map(({ run_id }) => run_id).join();
}

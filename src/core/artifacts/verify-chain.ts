import type { PrunedRun } from '../snapshot/pruned.ts';
import { type PrunedRecord, readPruned } from './prune/pruned-record.ts';
import { checkedLayout, listRuns, type RunEntry, readLink } from './read-runs.ts';

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
  const lastGood = await readLink(artifactsDir, pipeline, 'last_good');
  const latest = await readLink(artifactsDir, pipeline, 'latest');
  const entries = await listRuns(artifactsDir, pipeline, { limit: Number.POSITIVE_INFINITY });
  const record = await readPruned(layout, pipeline);
  const byId = new Map(entries.map((entry) => [entry.run_id, entry]));

  const problems: string[] = [...record.problems];
  for (const [pointer, target] of [
    ['latest', latest],
    ['last_good', lastGood],
  ] as const) {
    if (target === null && pointer === 'latest' && entries.length > 1)
      problems.push(`latest is missing although there are ${entries.length} runs`);
    else if (typeof target === 'string' && !byId.has(target)) problems.push(`${pointer} points to run ${target}, which is missing`);
    else if (target !== null && typeof target !== 'string') problems.push(...target.problems);
  }
  const good = typeof lastGood === 'string' ? byId.get(lastGood) : undefined;
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

function judgeLink(
  runId: string,
  previous: { run_id: string; manifest_sha256: string },
  byId: ReadonlyMap<string, RunEntry>,
  record: PrunedRecord,
): string | undefined {
  const before = byId.get(previous.run_id);
  if (before?.state === 'ok' && before.manifest_sha256 === previous.manifest_sha256) return undefined;
  const removed = record.runs.filter(({ run_id }) => run_id === previous.run_id);
  if (removed.some(({ manifest_sha256 }) => manifest_sha256 === previous.manifest_sha256)) return undefined;
  if (before?.state === 'ok') return `run ${before.run_id}: manifest.json was altered after run ${runId} was chained to it`;
  if (before) return undefined; // its own problem is reported
  const [other] = removed as (PrunedRun | undefined)[];
  if (other)
    return `run ${runId} follows run ${previous.run_id}, whose manifest.json was altered before it was removed on ${other.removed_at}`;
  return `run ${runId} follows run ${previous.run_id}, which is missing and was not pruned`;
}

function idsOf(entries: readonly RunEntry[]): string {
  return entries.map(({ run_id }) => run_id).join();
}

import { listRunIds } from './list-run-ids.ts';
import { checkedLayout, type RunEntry, readLink, readRunEntry } from './read-runs.ts';

export interface ChainReport {
  /** Runs whose manifests were read. */
  readonly runs: number;
  readonly problems: readonly string[];
}

/**
 * Follows every manifest to the one before it by its sha256. Finds altered, missing and restarted manifests.
 * Retention takes the oldest runs first and spares `last_good`: a gap is sound only when nothing older but that is left.
 * The newest manifest is covered by no hash: only a signature or an outside anchor vouches for it.
 */
export async function verifyChain(artifactsDir: string, pipeline: string): Promise<ChainReport> {
  const { runs: runsDir } = checkedLayout(artifactsDir, pipeline);
  const lastGood = await readLink(artifactsDir, pipeline, 'last_good');
  const latest = await readLink(artifactsDir, pipeline, 'latest');
  const ids = await listRunIds(runsDir);
  const entries: RunEntry[] = [];
  for (const id of ids) entries.push(await readRunEntry(runsDir, pipeline, id));
  const byId = new Map(entries.map((entry) => [entry.run_id, entry]));

  const problems: string[] = [];
  for (const [pointer, target] of [
    ['latest', latest],
    ['last_good', lastGood],
  ] as const) {
    if (target === null && pointer === 'latest' && ids.length > 1) problems.push(`latest is missing although there are ${ids.length} runs`);
    else if (typeof target === 'string' && !byId.has(target)) problems.push(`${pointer} points to run ${target}, which is missing`);
    else if (target !== null && typeof target !== 'string') problems.push(...target.problems);
  }
  const beginnings: string[] = [];
  entries.forEach((entry, index) => {
    if (entry.state === 'damaged') {
      problems.push(...entry.problems.map((problem) => `run ${entry.run_id}: ${problem}`));
      return;
    }
    const { previous } = entry.manifest;
    if (previous === null) {
      beginnings.push(entry.run_id);
      return;
    }
    const before = byId.get(previous.run_id);
    if (!before) {
      const olderLeft = ids.slice(index + 1).filter((id) => id !== lastGood);
      if (olderLeft.length > 0)
        problems.push(`run ${entry.run_id} follows run ${previous.run_id}, which is missing although ${olderLeft.length} older are kept`);
    } else if (before.state === 'ok' && before.manifest_sha256 !== previous.manifest_sha256) {
      problems.push(`run ${previous.run_id}: manifest.json was altered after run ${entry.run_id} was chained to it`);
    }
  });
  if (beginnings.length > 1) problems.push(`the chain begins ${beginnings.length} times: ${beginnings.join(', ')} name no run before them`);
  return { runs: entries.length, problems };
}

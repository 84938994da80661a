import type { Manifest } from '../snapshot/manifest.ts';
import type { PrunedRun } from '../snapshot/pruned.ts';
import type { PrunedRecord } from './prune/pruned-record.ts';
import type { RunEntry } from './read-runs.ts';

/** What is wrong with the link of a manifest to the one before it; undefined for a sound one, or where that one's own problem is reported. */
export function judgeLink(
  runId: string,
  previous: NonNullable<Manifest['previous']>,
  byId: ReadonlyMap<string, RunEntry>,
  record: PrunedRecord,
): string | undefined {
  const before = byId.get(previous.run_id);
  // Without a hash the run before was missing already: what is there now was made again, or brought back.
  if (before?.state === 'ok' && [before.manifest_sha256, null].includes(previous.manifest_sha256)) return undefined;
  const removed = record.runs.filter(({ run_id }) => run_id === previous.run_id);
  if (removed.some(({ manifest_sha256 }) => manifest_sha256 === previous.manifest_sha256)) return undefined;
  if (before?.state === 'ok') return `run ${before.run_id}: manifest.json was altered after run ${runId} was chained to it`;
  if (before) return undefined; // its own problem is reported
  const [other] = removed as (PrunedRun | undefined)[];
  if (other && previous.manifest_sha256 !== null)
    return `run ${runId} follows run ${previous.run_id}, whose manifest.json was altered before it was removed on ${other.removed_at}`;
  return `run ${runId} follows run ${previous.run_id}, which is missing and was not pruned`;
}

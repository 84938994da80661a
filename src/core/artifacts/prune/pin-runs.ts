import path from 'node:path';
import { StoreError } from '../../errors.ts';
import type { Layout } from '../layout.ts';
import { type RunEntry, readLink } from '../read-runs.ts';
import { verifyRun } from '../verify-run.ts';
import { watermarkMs } from '../watermark.ts';

interface PinnedRun {
  readonly run_id: string;
  readonly entry: RunEntry;
  readonly pinned: readonly string[];
}

/**
 * The runs that must stay, whatever the limits say, with the reasons: what the links lead to, the newest where `latest` is missing,
 * and what `--since-last` goes on from: the run whose rows reach furthest, and furthest before now where some reach beyond.
 * Throws StoreError when a link cannot be read: nobody knows then what to spare.
 */
export async function pinRuns<R extends PinnedRun>(
  layout: Layout,
  pipeline: string,
  newestFirst: readonly R[],
  nowMs: number,
): Promise<R[]> {
  const latest = (await readTarget(layout, pipeline, 'latest')) ?? newestFirst[0]?.run_id;
  const lastGood = await readTarget(layout, pipeline, 'last_good');
  const furthest = new Set([findFurthest(newestFirst), findFurthest(newestFirst, nowMs)]);
  return newestFirst.map((run) => {
    const linked = pin(pin(run, latest, 'latest'), lastGood, 'last_good');
    return furthest.has(run.run_id) ? pin(linked, run.run_id, 'watermark') : linked;
  });
}

/** A damaged run is good for nothing, and one that was withheld is no good run: where `last_good` is one, or is missing, the newest good run stays, too. */
export async function pinStandIn<R extends PinnedRun>(layout: Layout, pipeline: string, newestFirst: readonly R[]): Promise<R[]> {
  const isSound = async ({ run_id }: R) => (await verifyRun(path.join(layout.runs, run_id), { pipeline })).state === 'ok';
  const isGood = async (run: R) => run.entry.state === 'ok' && run.entry.manifest.trust_level !== 'withheld' && (await isSound(run));
  const lastGood = newestFirst.find(({ pinned }) => pinned.includes('last_good'));
  if (lastGood && (await isGood(lastGood))) return [...newestFirst];
  for (const run of newestFirst) {
    if (await isGood(run)) return newestFirst.map((candidate) => pin(candidate, run.run_id, 'last_good'));
  }
  return [...newestFirst];
}

/** Of several that reach as far, the newest. */
function findFurthest(newestFirst: readonly PinnedRun[], limitMs = Number.POSITIVE_INFINITY): string | undefined {
  let furthest: { runId: string; ms: number } | undefined;
  for (const { run_id: runId, entry } of newestFirst) {
    const ms = watermarkMs(entry);
    if (ms !== null && ms < limitMs && ms > (furthest?.ms ?? Number.NEGATIVE_INFINITY)) furthest = { runId, ms };
  }
  return furthest?.runId;
}

function pin<R extends PinnedRun>(run: R, runId: string | null | undefined, why: string): R {
  return run.run_id === runId ? { ...run, pinned: [...run.pinned, why] } : run;
}

async function readTarget(layout: Layout, pipeline: string, pointer: 'latest' | 'last_good'): Promise<string | null> {
  const target = await readLink(path.dirname(layout.root), pipeline, pointer);
  if (target === null || typeof target === 'string') return target;
  throw new StoreError('OADS_STORE_POINTER', `expected a link that says which run to spare, got: ${target.problems[0]}`, {
    hint: 'nothing was removed; the next `oads run` sets the link again',
  });
}

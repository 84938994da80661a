import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { systemCode } from '../../errors.ts';
import { syncDirectory } from '../durable.ts';
import type { Layout } from '../layout.ts';
import { listRunTimes } from '../list-run-ids.ts';
import { trimRecord } from '../notifications/trim-record.ts';
import { type RunEntry, readRunEntry } from '../read-runs.ts';
import { findStaged, findStraySpools, STAGING, sweep, weigh } from '../write/leftovers.ts';
import { type Candidate, chooseRuns, type Retention } from './choose-runs.ts';
import { pinRuns, pinStandIn } from './pin-runs.ts';
import { describeRemoval, namedBefore, recordPruned, trimPruned } from './pruned-record.ts';

export interface KeptRun {
  readonly run_id: string;
  readonly finished_at: string | null;
  readonly trust_level: string | null;
  /** What is wrong with its manifest; empty for a sound one. */
  readonly problems: readonly string[];
  /** `latest`, `last_good`, `watermark`. */
  readonly pinned: readonly string[];
}

export interface RemovedRun extends KeptRun {
  readonly why: string;
  readonly bytes: number;
}

export interface PruneReport {
  readonly pipeline: string;
  /** Newest first, as are the kept ones. */
  readonly removed: readonly RemovedRun[];
  readonly kept: readonly KeptRun[];
  /** What killed runs left behind, and rows that no link leads to; relative to the pipeline's directory. */
  readonly leftovers: readonly string[];
  readonly bytes_freed: number;
}

export interface PruneOptions {
  readonly now: Date;
  /** Only says what would go. */
  readonly dryRun?: boolean;
  /** What the run under way calls its own in `runs` and `spool`. */
  readonly own?: string;
  /** Throws when this process may not change the directory any more. */
  readonly assertHeld: () => Promise<void>;
}

interface KnownRun extends Candidate {
  readonly entry: RunEntry;
}

/**
 * Removes runs beyond the limits, oldest first, but never what must stay (see `pinRuns`), and what no run needs any more.
 * Only for who holds the pipeline's lock. What goes is recorded, then renamed, then removed: whoever is killed on the way
 * leaves whole runs only. Throws what the file system throws.
 */
export async function pruneRuns(layout: Layout, pipeline: string, limits: Retention, options: PruneOptions): Promise<PruneReport> {
  const { known, going } = await decide(layout, pipeline, limits, options.now);
  const kept = known.filter(({ run_id }) => !going.has(run_id)).map(describe);
  const removed: RemovedRun[] = [];
  let bytes = 0;
  for (const run of known) {
    const why = going.get(run.run_id);
    if (why === undefined) continue;
    removed.push({ ...describe(run), why, bytes: await weigh(path.join(layout.runs, run.run_id)) });
    bytes += removed[removed.length - 1].bytes;
  }
  const leftovers = [...(await findStaged(layout, options.own)), ...(await findStraySpools(layout))];
  for (const name of leftovers) bytes += await weigh(path.join(layout.root, name));
  if (!options.dryRun) {
    await options.assertHeld();
    await sweep(layout, leftovers);
    if (removed.length > 0) await removeRuns(layout, pipeline, known, going, options);
    if (limits.days !== undefined) await trimRecord(layout, { days: limits.days, now: options.now });
  }
  return { pipeline, removed, kept, leftovers, bytes_freed: bytes };
}

async function decide(
  layout: Layout,
  pipeline: string,
  limits: Retention,
  now: Date,
): Promise<{ known: readonly KnownRun[]; going: ReadonlyMap<string, string> }> {
  const found: KnownRun[] = [];
  for (const [run_id, finishedMs] of await listRunTimes(layout.runs)) {
    const entry = await readRunEntry(layout.runs, pipeline, run_id);
    found.push({ run_id, finishedMs, isDamaged: entry.state === 'damaged', pinned: [], entry });
  }
  const pinned = await pinRuns(layout, pipeline, found, now.getTime());
  const going = chooseRuns(pinned, limits, now.getTime());
  if (going.size === 0) return { known: pinned, going };
  const known = await pinStandIn(layout, pipeline, pinned);
  return { known, going: chooseRuns(known, limits, now.getTime()) };
}

async function removeRuns(
  layout: Layout,
  pipeline: string,
  known: readonly KnownRun[],
  going: ReadonlyMap<string, string>,
  { now, assertHeld }: PruneOptions,
): Promise<void> {
  const removed = known.filter(({ run_id }) => going.has(run_id));
  const kept = known.filter(({ run_id }) => !going.has(run_id));
  const named = namedBefore(known.map(({ entry }) => entry));
  const records = removed.filter(({ run_id }) => named.has(run_id)).map(({ entry }) => describeRemoval(layout, entry, 'retention', now));
  await recordPruned(layout, pipeline, await Promise.all(records));
  await assertHeld();
  const asides: string[] = [];
  for (const { run_id } of [...removed].reverse()) {
    const aside = path.join(layout.runs, `${STAGING}pruned-${run_id}`);
    await rename(path.join(layout.runs, run_id), aside).catch((error) => {
      if (systemCode(error) !== 'ENOENT') throw error; // removed by hand meanwhile
    });
    asides.push(aside);
  }
  await syncDirectory(layout.runs);
  for (const aside of asides) await rm(aside, { recursive: true, force: true });
  await trimPruned(layout, pipeline, namedBefore(kept.map(({ entry }) => entry)));
}

function describe({ run_id, finishedMs, entry, pinned }: KnownRun): KeptRun {
  const manifest = entry.state === 'ok' ? entry.manifest : undefined;
  return {
    run_id,
    finished_at: manifest?.finished_at ?? (finishedMs === null ? null : new Date(finishedMs).toISOString()),
    trust_level: manifest?.trust_level ?? null,
    problems: entry.state === 'ok' ? [] : entry.problems,
    pinned,
  };
}

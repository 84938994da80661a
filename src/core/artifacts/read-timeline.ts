import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../errors.ts';
import type { DriftFlag, QualityFlag, Rate, SourceUsed, TrustLevel } from '../snapshot/parts.ts';
import { fingerprintOf } from './inspect-file.ts';
import { followChain, listRunTimes } from './list-run-ids.ts';
import { checkedLayout, readLink, readRunEntry } from './read-runs.ts';
import { type SummarisedRun, summariseRun } from './summarise-run.ts';

/** One run on a time line. Of a damaged run nothing but its place in time and what is wrong is told. */
export interface TimelineRun {
  readonly run_id: string;
  readonly data: 'ok' | 'damaged';
  /** Of a run whose manifest cannot be read, the time of its directory; null where nothing tells. */
  readonly finished_at: string | null;
  readonly as_of: string | null;
  readonly trust_level: TrustLevel | null;
  /** The first reason why it is not trusted further. */
  readonly reason: { readonly code: string; readonly message: string } | null;
  readonly quality: { flag: QualityFlag; passed: number; warned: number; failed: number; errored: number } | null;
  readonly drift: { flag: DriftFlag; drifted: number; tested: number; insufficient: number } | null;
  readonly rows: number | null;
  readonly scored: number | null;
  readonly anomaly_rate: Rate | null;
  readonly source_used: SourceUsed | null;
  readonly fallback_reason: string | null;
  readonly problems: readonly string[];
}

export interface Timeline {
  /** Of all runs, whatever was asked for. */
  readonly total: number;
  /** Runs that are newer than the first one shown. */
  readonly newer: number;
  /** Newest first. */
  readonly runs: readonly TimelineRun[];
  /** Of the run that `around` names: null where there is none, or it is not named. */
  readonly next: string | null;
  readonly previous: string | null;
  readonly newest: string | null;
}

export interface TimelineOptions {
  readonly limit: number;
  /** Only runs older than this one. */
  readonly before?: string | null;
  /** The newest `limit` runs if this one is among them; else as many around it. */
  readonly around?: string | null;
  /** A file changed this recently may change again within the same tick of the file system's clock: not kept. */
  readonly settledMs?: number;
  /** From so many runs on the first view follows the chain of manifests: `followChain`. */
  readonly manyRuns?: number;
}

const PARALLEL_READS = 32;
const SETTLED_MS = 100;
const CACHE_LIMIT_RUNS = 5000;
const cache = new Map<string, { readonly fingerprint: string; readonly run: TimelineRun }>();

/**
 * The runs of a pipeline, newest first; null when `before` names none of them. Reads manifest and system state of the runs that are
 * shown and of no other. What a sound run came to is kept, and read again when one of the two files changed.
 */
export async function readTimeline(
  artifactsDir: string,
  pipeline: string,
  { limit, before = null, around = null, settledMs = SETTLED_MS, manyRuns }: TimelineOptions,
): Promise<Timeline | null> {
  const { runs: runsDir } = checkedLayout(artifactsDir, pipeline);
  const head = before === null ? await readHead(artifactsDir, pipeline, { around, count: limit + 1, manyRuns }) : null;
  const times = head?.times ?? (await listRunTimes(runsDir));
  const placeOf = (runId: string | null) => (runId === null ? -1 : times.findIndex(([id]) => id === runId));
  if (before !== null && placeOf(before) < 0) return null;
  const named = placeOf(around);
  const newer = before !== null ? placeOf(before) + 1 : named < limit ? 0 : Math.min(named - Math.floor(limit / 2), times.length - limit);
  const wanted = times.slice(newer, newer + limit);
  const found: (TimelineRun | null)[] = Array.from({ length: wanted.length });
  const waiting = wanted.entries();
  const work = async () => {
    for (const [at, [runId, finishedMs]] of waiting) found[at] = await readTimelineRun(runsDir, pipeline, runId, { finishedMs, settledMs });
  };
  await Promise.all(Array.from({ length: PARALLEL_READS }, work));
  return {
    total: head?.total ?? times.length,
    newer,
    runs: found.filter((run) => run !== null),
    next: named > 0 ? times[named - 1][0] : null,
    previous: named >= 0 ? (times[named + 1]?.[0] ?? null) : null,
    newest: times[0]?.[0] ?? null,
  };
}

/** Where the newest runs are asked for: `around` names none, or the newest itself. */
async function readHead(
  artifactsDir: string,
  pipeline: string,
  { around, count, manyRuns }: { around: string | null; count: number; manyRuns?: number },
) {
  const latest = await readLink(artifactsDir, pipeline, 'latest');
  if (typeof latest !== 'string' || (around !== null && around !== latest)) return null;
  return followChain(checkedLayout(artifactsDir, pipeline).runs, latest, count, manyRuns);
}

/** null when retention removed the run since it was listed. */
async function readTimelineRun(
  runsDir: string,
  pipeline: string,
  runId: string,
  { finishedMs, settledMs }: { finishedMs: number | null; settledMs: number },
): Promise<TimelineRun | null> {
  const runDir = join(runsDir, runId);
  const fingerprint = await fingerprintRun(runDir, settledMs);
  const cached = cache.get(runDir);
  if (cached && cached.fingerprint === fingerprint && fingerprint !== null) {
    cache.delete(runDir); // to the young end: the oldest is dropped first
    cache.set(runDir, cached);
    return cached.run;
  }
  const entry = await readRunEntry(runsDir, pipeline, runId);
  const read = await summariseRun(runsDir, pipeline, entry, finishedMs);
  if (read.summary.state === 'damaged' && (await isGone(runDir))) return null;
  const run = toTimelineRun(read, entry.state === 'ok' ? entry.manifest.trust_level : null);
  cache.delete(runDir);
  if (run.data === 'ok' && fingerprint !== null && fingerprint === (await fingerprintRun(runDir, settledMs))) {
    cache.set(runDir, { fingerprint, run });
    if (cache.size > CACHE_LIMIT_RUNS) cache.delete(cache.keys().next().value as string);
  }
  return run;
}

function toTimelineRun({ summary, system }: SummarisedRun, level: string | null): TimelineRun {
  const { run_id, finished_at } = summary;
  const damaged = (problems: readonly string[]): TimelineRun => ({ ...NOT_TOLD, run_id, data: 'damaged', finished_at, problems });
  if (system === null) return damaged(summary.problems);
  if (system.run_id !== run_id || system.pipeline !== summary.pipeline) return damaged(['system_state.json is that of another run']);
  if (system.trust.level !== level || system.summary.trust_level !== level) return damaged(['the files disagree on the trust level']);
  const { quality, drift, data, reasons } = system.trust;
  return {
    run_id,
    data: 'ok',
    finished_at,
    as_of: system.as_of,
    trust_level: system.trust.level,
    reason: reasons.length > 0 ? { code: reasons[0].code, message: reasons[0].message } : null,
    quality,
    drift: { flag: drift.flag, drifted: drift.drifted.length, tested: drift.tested, insufficient: drift.insufficient },
    rows: system.summary.rows_processed,
    scored: data.scored,
    anomaly_rate: system.summary.anomaly_rate,
    source_used: system.summary.source_used,
    fallback_reason: system.summary.fallback_reason,
    problems: [],
  };
}

/** Of a run that is damaged. */
export const NOT_TOLD = {
  as_of: null,
  trust_level: null,
  reason: null,
  quality: null,
  drift: null,
  rows: null,
  scored: null,
  anomaly_rate: null,
  source_used: null,
  fallback_reason: null,
};

/** Of the two files that are read; null when one is missing or too young. */
async function fingerprintRun(runDir: string, settledMs: number): Promise<string | null> {
  try {
    const stats = await Promise.all(['manifest.json', 'system_state.json'].map((name) => lstat(join(runDir, name), { bigint: true })));
    const isYoung = stats.some(({ ctimeMs }) => Date.now() - Number(ctimeMs) <= settledMs);
    return isYoung ? null : stats.map(fingerprintOf).join(' ');
  } catch {
    return null;
  }
}

async function isGone(path: string): Promise<boolean> {
  return lstat(path).then(
    () => false,
    (error) => systemCode(error) === 'ENOENT',
  );
}

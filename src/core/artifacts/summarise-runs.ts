import { join } from 'node:path';
import { throwIfAborted } from '../errors.ts';
import type { Rate } from '../snapshot/parts.ts';
import type { SystemState, TrustReason } from '../snapshot/system-state.ts';
import { inspectFile } from './inspect-file.ts';
import { interpreterFor } from './interpret-document.ts';
import { listRunTimes } from './list-run-ids.ts';
import { checkedLayout, type RunEntry, readLink, readRunEntry } from './read-runs.ts';

/** What a run came to, in one line. Of a damaged run only what could still be read. */
export interface RunSummary {
  readonly pipeline: string;
  readonly run_id: string;
  readonly state: 'ok' | 'damaged';
  readonly finished_at: string | null;
  readonly as_of: string | null;
  readonly rows: number | null;
  readonly anomaly_rate: Rate | null;
  readonly quality: string | null;
  readonly drift: string | null;
  readonly trust_level: string | null;
  readonly source_used: string | null;
  readonly fallback_reason: string | null;
  /** Why it is not trusted further; empty for a certified run. */
  readonly reasons: readonly TrustReason[];
  readonly latest: boolean;
  readonly last_good: boolean;
  /** What is wrong; empty for a sound run. */
  readonly problems: readonly string[];
}

export interface PipelineHistory {
  readonly pipeline: string;
  /** Of all runs, whatever was asked for. */
  readonly runs: number;
  readonly latest: string | null;
  readonly last_good: string | null;
  /** Newest first. */
  readonly shown: readonly RunSummary[];
  /** Links that lead nowhere. */
  readonly problems: readonly string[];
}

const STATE = 'system_state.json';
const PARALLEL_READS = 32;

/**
 * The runs of a pipeline, newest first. Of each the manifest and the system state are read and checked against their schemas and
 * checksums, no other file: `oads verify` reads all. Whatever is damaged is told and stops nothing.
 */
export async function summariseRuns(
  artifactsDir: string,
  pipeline: string,
  { limit = Number.POSITIVE_INFINITY, since, signal }: { limit?: number; since?: Date; signal?: AbortSignal } = {},
): Promise<PipelineHistory> {
  const { runs } = checkedLayout(artifactsDir, pipeline);
  const times = await listRunTimes(runs);
  const wanted = times.filter(([, finishedMs]) => since === undefined || (finishedMs ?? 0) >= since.getTime()).slice(0, limit);
  const [latest, lastGood] = [await readLink(artifactsDir, pipeline, 'latest'), await readLink(artifactsDir, pipeline, 'last_good')];
  const summaries: RunSummary[] = Array.from({ length: wanted.length });
  const waiting = wanted.entries();
  const work = async () => {
    for (const [at, [run_id, finishedMs]] of waiting) {
      if (signal?.aborted) return;
      const pointers = { latest: run_id === latest, last_good: run_id === lastGood };
      const entry = await readRunEntry(runs, pipeline, run_id);
      summaries[at] = { ...(await summarise(runs, pipeline, entry, finishedMs)), ...pointers };
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_READS }, work));
  throwIfAborted(signal);
  const links = [latest, lastGood];
  return {
    pipeline,
    runs: times.length,
    latest: typeof latest === 'string' ? latest : null,
    last_good: typeof lastGood === 'string' ? lastGood : null,
    shown: summaries,
    problems: links.flatMap((link) => (link === null || typeof link === 'string' ? [] : link.problems)),
  };
}

async function summarise(
  runsDir: string,
  pipeline: string,
  entry: RunEntry,
  finishedMs: number | null,
): Promise<Omit<RunSummary, 'latest' | 'last_good'>> {
  const finished_at = finishedMs === null ? null : new Date(finishedMs).toISOString();
  const run = { pipeline, run_id: entry.run_id, finished_at, ...NOTHING_KNOWN };
  if (entry.state === 'damaged') return { ...run, state: 'damaged', problems: entry.problems };
  const { manifest } = entry;
  const known = { ...run, finished_at: manifest.finished_at, as_of: manifest.identity.as_of, trust_level: manifest.trust_level };
  const listed = Object.hasOwn(manifest.files, STATE) ? manifest.files[STATE] : undefined;
  if (!listed) return { ...known, state: 'damaged', problems: [`manifest.json does not list ${STATE}`] };
  const file = await inspectFile(join(runsDir, entry.run_id, STATE), { expectedBytes: listed.bytes, interpret: interpreterFor(STATE) });
  const problems = file.problems.map((problem) => `${STATE} ${problem}`);
  if (problems.length === 0 && file.sha256 !== listed.sha256) problems.push(`${STATE} was altered`);
  if (problems.length > 0) return { ...known, state: 'damaged', problems };
  const { as_of, summary, trust } = file.document as SystemState;
  return {
    ...known,
    state: 'ok',
    as_of,
    rows: summary.rows_processed,
    anomaly_rate: summary.anomaly_rate,
    quality: summary.quality_flag,
    drift: summary.drift_flag,
    trust_level: summary.trust_level,
    source_used: summary.source_used,
    fallback_reason: summary.fallback_reason,
    reasons: trust.reasons,
    problems: [],
  };
}

const NOTHING_KNOWN = {
  as_of: null,
  rows: null,
  anomaly_rate: null,
  quality: null,
  drift: null,
  trust_level: null,
  reasons: [],
  source_used: null,
  fallback_reason: null,
};

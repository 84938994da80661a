import { join } from 'node:path';
import type { Rate } from '../snapshot/parts.ts';
import type { SystemState, TrustReason } from '../snapshot/system-state.ts';
import { inspectFile } from './inspect-file.ts';
import { interpreterFor } from './interpret-document.ts';
import type { RunEntry } from './read-runs.ts';

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

export interface SummarisedRun {
  readonly summary: Omit<RunSummary, 'latest' | 'last_good'>;
  /** null for a damaged run. */
  readonly system: SystemState | null;
}

const STATE = 'system_state.json';

/** Reads a run's system state against its manifest. `finishedMs` is for a run whose manifest does not tell. */
export async function summariseRun(runsDir: string, pipeline: string, entry: RunEntry, finishedMs: number | null): Promise<SummarisedRun> {
  const finished_at = finishedMs === null ? null : new Date(finishedMs).toISOString();
  const run = { pipeline, run_id: entry.run_id, finished_at, ...NOTHING_KNOWN };
  if (entry.state === 'damaged') return { summary: { ...run, state: 'damaged', problems: entry.problems }, system: null };
  const { manifest } = entry;
  const known = { ...run, finished_at: manifest.finished_at, as_of: manifest.identity.as_of, trust_level: manifest.trust_level };
  const damaged = (problems: string[]): SummarisedRun => ({ summary: { ...known, state: 'damaged', problems }, system: null });
  const listed = Object.hasOwn(manifest.files, STATE) ? manifest.files[STATE] : undefined;
  if (!listed) return damaged([`manifest.json does not list ${STATE}`]);
  const file = await inspectFile(join(runsDir, entry.run_id, STATE), { expectedBytes: listed.bytes, interpret: interpreterFor(STATE) });
  const problems = file.problems.map((problem) => `${STATE} ${problem}`);
  if (problems.length === 0 && file.sha256 !== listed.sha256) problems.push(`${STATE} was altered`);
  if (problems.length > 0) return damaged(problems);
  const system = file.document as SystemState;
  const { as_of, summary, trust } = system;
  return {
    summary: {
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
    },
    system,
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

import { throwIfAborted } from '../errors.ts';
import { listRunTimes } from './list-run-ids.ts';
import { checkedLayout, readLink, readRunEntry } from './read-runs.ts';
import { type RunSummary, summariseRun } from './summarise-run.ts';

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
      const { summary } = await summariseRun(runs, pipeline, entry, finishedMs);
      summaries[at] = { ...summary, ...pointers };
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

import { ageSeconds } from '../view/age.ts';
import { findAgeFault } from '../view/judge-age.ts';
import type { View } from '../view/view.ts';
import type { HealthAnswer } from './health-answer.ts';

/**
 * Liveness is the answer itself (always 200). `status` is about the data: degraded when the newest run is missing,
 * damaged, withheld or stale, of the pipeline that was asked for, or of any pipeline when none was.
 */
export function describeHealth(view: View, options: { allPipelines: boolean }): HealthAnswer {
  const { run, now, staleness } = view;
  const sound = run.state === 'ok' ? run : null;
  const lines = view.pipelines.map(({ name, data, trust_level, stale }) => ({ pipeline: name, data, trust_level, stale }));
  const own = { data: run.state, trust_level: sound?.system.trust.level ?? null, stale: staleness.stale };
  return {
    status: isDegraded(own) || (options.allPipelines && lines.some(isDegraded)) ? 'degraded' : 'ok',
    data: run.state,
    pipeline: view.pipeline,
    run_id: run.state === 'no_data' ? null : run.run_id,
    trust_level: own.trust_level,
    /** of the newest event in the data */
    age_seconds: sound ? ageSeconds(sound.system.trust.data.max_event_time, now) : null,
    run_age_seconds: sound ? ageSeconds(sound.manifest.finished_at, now) : null,
    /** of the last run with this very result; the files, and with them the run's age, stay those of the first */
    confirmed_age_seconds: sound ? ageSeconds(sound.confirmed_at, now) : null,
    stale: staleness.stale,
    stale_after_seconds: staleness.staleAfterSeconds,
    source_used: sound?.system.summary.source_used ?? null,
    /** the earlier run that judged these fallback rows at a higher level */
    outranked_by: describeOutranking(view),
    problems: listProblems(view),
    time: now.toISOString(),
    pipelines: lines,
  };
}

function isDegraded({ data, trust_level, stale }: Pick<HealthAnswer, 'data' | 'trust_level' | 'stale'>): boolean {
  return data !== 'ok' || trust_level === 'withheld' || stale === true;
}

/** A run that is merely old is told by `stale`; one from ahead of the clock looks young by its age, so it is said. */
function listProblems({ run, staleness }: View): string[] {
  if (run.state === 'damaged') return [...run.problems];
  const { stale, confirmedAgeSeconds: age, staleAfterSeconds: limit } = staleness;
  const fault = stale === true && age !== null && limit !== null && age < 0 ? findAgeFault(age, limit) : null;
  return fault === null ? [] : [fault];
}

function describeOutranking({ outrankedBy, now }: View): HealthAnswer['outranked_by'] {
  if (!outrankedBy) return null;
  const { run_id, trust_level, finished_at } = outrankedBy.manifest;
  return { run_id, trust_level, finished_at, run_age_seconds: ageSeconds(finished_at, now) };
}

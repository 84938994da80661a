import type { RunEntry } from '../../artifacts/read-runs.ts';
import { ageSeconds } from '../view/age.ts';
import type { RunsAnswer } from './runs-answer.ts';

/** The list of runs as their manifests tell it, newest first. */
export function describeRuns(pipeline: string | null, entries: readonly RunEntry[], now: Date): RunsAnswer {
  return {
    pipeline,
    runs: entries.map((entry) => {
      if (entry.state === 'damaged') return { run_id: entry.run_id, data: entry.state, problems: [...entry.problems] };
      const { trust_level, identity, started_at, finished_at } = entry.manifest;
      return {
        run_id: entry.run_id,
        data: entry.state,
        trust_level,
        source_used: identity.source_used,
        fallback_reason: identity.fallback_reason,
        as_of: identity.as_of,
        started_at,
        finished_at,
        run_age_seconds: ageSeconds(finished_at, now),
      };
    }),
  };
}

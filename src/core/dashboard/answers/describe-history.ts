import Type, { type Static } from 'typebox';
import type { Timeline } from '../../artifacts/read-timeline.ts';
import {
  Count,
  closed,
  DRIFT_FLAGS,
  literals,
  NullableNumber,
  NullableText,
  QUALITY_FLAGS,
  Rate,
  SOURCES_USED,
  TRUST_LEVELS,
} from '../../snapshot/parts.ts';
import { ageSeconds } from '../view/age.ts';

const orNull = <T extends Type.TSchema>(schema: T, description?: string) => Type.Union([schema, Type.Null()], { description });
const RunId = Type.String({ pattern: '^[0-9a-f]{16}$' });

const HistoryRun = Type.Object(
  {
    run_id: RunId,
    data: literals(['ok', 'damaged'], { description: 'by its manifest and its system state; a look at the run itself checks every file' }),
    as_of: NullableText,
    finished_at: orNull(Type.String(), 'of a run whose manifest cannot be read, the time of its directory'),
    run_age_seconds: NullableNumber,
    trust_level: orNull(literals(TRUST_LEVELS)),
    reason: orNull(Type.Object({ code: Type.String(), message: Type.String() }, closed), 'the first one against a higher level'),
    quality: orNull(Type.Object({ flag: literals(QUALITY_FLAGS), passed: Count, warned: Count, failed: Count, errored: Count }, closed)),
    drift: orNull(Type.Object({ flag: literals(DRIFT_FLAGS), drifted: Count, tested: Count, insufficient: Count }, closed)),
    rows: orNull(Count),
    scored: orNull(Count),
    anomaly_rate: orNull(Rate, 'null where nothing was scored'),
    source_used: orNull(literals(SOURCES_USED)),
    fallback_reason: NullableText,
    problems: Type.Array(Type.String()),
  },
  closed,
);

export const HistoryAnswer = Type.Object(
  {
    pipeline: NullableText,
    total: Type.Integer({ minimum: 0, description: 'all runs of the pipeline' }),
    newer: Type.Integer({ minimum: 0, description: 'runs newer than the first one of this answer' }),
    next_before: orNull(RunId, 'what `before` must be for the runs that follow; null at the end'),
    runs: Type.Array(HistoryRun, { description: 'newest first' }),
  },
  { ...closed, title: 'History of a pipeline' },
);
export type HistoryAnswer = Static<typeof HistoryAnswer>;

/** The last runs with what each came to, newest first. */
export function describeHistory(pipeline: string | null, timeline: Timeline | null, now: Date): HistoryAnswer {
  if (timeline === null) return { pipeline, total: 0, newer: 0, next_before: null, runs: [] };
  const { total, newer, runs } = timeline;
  return {
    pipeline,
    total,
    newer,
    next_before: newer + runs.length < total ? (runs.at(-1)?.run_id ?? null) : null,
    runs: runs.map(({ run_id, data, as_of, finished_at, reason, quality, drift, problems, ...rest }) => ({
      run_id,
      data,
      as_of,
      finished_at,
      run_age_seconds: ageSeconds(finished_at, now),
      reason: reason && { ...reason },
      quality: quality && { ...quality },
      drift: drift && { ...drift },
      ...rest,
      problems: [...problems],
    })),
  };
}

import Type, { type Static } from 'typebox';
import { TopAnomaly } from '../../snapshot/inference-metrics.ts';
import { Count, closed, literals, NullableNumber, NullableText } from '../../snapshot/parts.ts';
import { ReferenceRange } from '../../snapshot/reference-range.ts';
import { AgeSeconds, Data, Instant, orNull, PipelineName, Problems, ReasonLine, RunId, TrustLevelName } from './parts.ts';

export const ClaimsPart = Type.Object(
  {
    p_value: Type.Boolean(),
    q_value: Type.Boolean(),
    expected_false_alarms: NullableNumber,
    expected_false_alarms_upper95: NullableNumber,
  },
  { ...closed, description: 'which numbers the trust level allows to be given' },
);

/** What is told of one run: the one asked for, or the last good one beside it. */
export const TopAnomaliesOfRun = Type.Object(
  {
    run_id: orNull(RunId),
    trust_level: orNull(TrustLevelName),
    reasons: Type.Array(ReasonLine),
    claims: ClaimsPart,
    finished_at: orNull(Instant),
    run_age_seconds: AgeSeconds,
    data_age_seconds: AgeSeconds,
    scored: orNull(Count),
    available: Type.Integer({ minimum: 0, description: 'rows that the run has kept ready for this list' }),
    matching: Type.Integer({ minimum: 0, description: 'of those, how many match the selection' }),
    sorted_by: NullableText,
    order: orNull(literals(['asc', 'desc'])),
    anomalies: Type.Array(TopAnomaly, { description: '`p_value` and `q_value` are null where they are not claimed' }),
    reference_ranges: orNull(Type.Record(Type.String(), ReferenceRange)),
  },
  closed,
);
export type TopAnomaliesOfRun = Static<typeof TopAnomaliesOfRun>;

export const TopAnomaliesAnswer = Type.Object(
  {
    pipeline: orNull(PipelineName),
    data: Data,
    limit: Count,
    offset: Count,
    selection: Type.Object(
      {
        filter: NullableText,
        reason: NullableText,
        min_score: NullableNumber,
        flagged: orNull(literals(['true', 'false'])),
        sort: NullableText,
        order: orNull(literals(['asc', 'desc'])),
      },
      { ...closed, description: 'as it was asked for' },
    ),
    ...TopAnomaliesOfRun.properties,
    problems: Problems,
    last_good: orNull(TopAnomaliesOfRun),
  },
  closed,
);
export type TopAnomaliesAnswer = Static<typeof TopAnomaliesAnswer>;

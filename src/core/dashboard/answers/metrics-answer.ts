import Type, { type Static } from 'typebox';
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
} from '../../snapshot/parts.ts';
import { AcknowledgedAnswer } from './acknowledged-answer.ts';
import { AgeSeconds, Data, Instant, orNull, PipelineName, Problems, ReasonLine, RunId, TrustLevelName } from './parts.ts';

/** Everything but `pipeline` and `data` is null where no run may be read; what the trust level does not claim is null, too. */
export const MetricsAnswer = Type.Object(
  {
    pipeline: orNull(PipelineName),
    data: Data,
    run_id: orNull(RunId),
    trust_level: orNull(TrustLevelName),
    trust_reasons: Type.Array(ReasonLine),
    problems: Problems,
    quality_flag: orNull(literals(QUALITY_FLAGS)),
    drift_flag: orNull(literals(DRIFT_FLAGS)),
    rows_processed: orNull(Count),
    rows_scored: orNull(Count),
    rows_quarantined: orNull(Count),
    anomaly_rate: orNull(Rate),
    expected_false_alarms: NullableNumber,
    expected_false_alarms_upper95: NullableNumber,
    acknowledged: orNull(AcknowledgedAnswer),
    source_used: orNull(literals(SOURCES_USED)),
    fallback_reason: NullableText,
    as_of: NullableText,
    max_event_time: NullableText,
    data_age_seconds: AgeSeconds,
    started_at: orNull(Instant),
    finished_at: orNull(Instant),
    run_age_seconds: AgeSeconds,
    confirmed_at: orNull(Instant),
    confirmed_age_seconds: AgeSeconds,
  },
  closed,
);
export type MetricsAnswer = Static<typeof MetricsAnswer>;

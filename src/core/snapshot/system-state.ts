import Type, { type Static } from 'typebox';
import { CalibrationEvidence } from './inference-metrics.ts';
import { LeadingEffect } from './leading-effect.ts';
import {
  Count,
  closed,
  DRIFT_FLAGS,
  Envelope,
  literals,
  NullableNumber,
  NullableText,
  QUALITY_FLAGS,
  Rate,
  SOURCES_USED,
  TRUST_LEVELS,
} from './parts.ts';
import { SegmentSummary } from './segment-snapshot.ts';

export const TrustReason = Type.Object(
  {
    code: Type.String(),
    message: Type.String(),
    level: literals(TRUST_LEVELS, { description: 'the highest level this leaves open' }),
    evidence: NullableText,
  },
  closed,
);
export type TrustReason = Static<typeof TrustReason>;

const DependenceSummary = Type.Object(
  {
    status: literals(['none', 'moderate', 'severe', 'insufficient', 'unavailable']),
    tested: Count,
    insufficient: Count,
    drifted_pairs: Count,
    worst: Type.Union([
      Type.Object({ features: Type.Tuple([Type.String(), Type.String()]), moved: NullableNumber, q: NullableNumber }, closed),
      Type.Null(),
    ]),
  },
  { ...closed, description: 'dependence of pairs of features' },
);

const DriftedFeature = Type.Object({ feature: Type.String(), ...LeadingEffect.properties }, closed);

export const Trust = Type.Object(
  {
    level: literals(TRUST_LEVELS),
    reasons: Type.Array(TrustReason),
    data: Type.Object(
      {
        rows_in: Count,
        scored: Count,
        quarantined: Count,
        source: literals(SOURCES_USED),
        fallback_reason: NullableText,
        max_event_time: NullableText,
        as_of: Type.String(),
      },
      closed,
    ),
    quality: Type.Object({ flag: literals(QUALITY_FLAGS), passed: Count, warned: Count, failed: Count, errored: Count }, closed),
    drift: Type.Object(
      {
        flag: literals(DRIFT_FLAGS),
        tested: Count,
        insufficient: Count,
        drifted: Type.Array(DriftedFeature),
        multivariate: Type.Union([DependenceSummary, Type.Null()]),
      },
      closed,
    ),
    segments: Type.Optional(Type.Array(SegmentSummary)),
    calibration: Type.Union([CalibrationEvidence, Type.Null()]),
    claims: Type.Object(
      {
        fdr_target: Type.Number(),
        valid: Type.Boolean(),
        why_not: NullableText,
        expected_false_alarms: NullableNumber,
        expected_false_alarms_upper95: Type.Optional(NullableNumber),
      },
      closed,
    ),
    model: Type.Union([Type.Object({ bundle_sha256: Type.String(), threshold: NullableNumber }, closed), Type.Null()]),
    reference: Type.Optional(
      Type.Object(
        {
          from: NullableText,
          to: NullableText,
          max_age_seconds: Type.Union([Type.Number(), Type.Null()], { description: '`reference.max_age` of the config; null without one' }),
        },
        { ...closed, description: "period of the bundle's reference; its age is `as_of` less `to`" },
      ),
    ),
    run: Type.Object({ id: Type.String(), input_digest: Type.String(), config_digest: Type.String() }, closed),
  },
  closed,
);
export type Trust = Static<typeof Trust>;

export const SystemState = Type.Object(
  {
    schema: Type.Literal('oads/system_state/v1'),
    ...Envelope,
    summary: Type.Object(
      {
        rows_processed: Count,
        anomaly_rate: Type.Union([Rate, Type.Null()]),
        quality_flag: literals(QUALITY_FLAGS),
        drift_flag: literals(DRIFT_FLAGS),
        trust_level: literals(TRUST_LEVELS),
        source_used: literals(SOURCES_USED),
        fallback_reason: NullableText,
      },
      closed,
    ),
    trust: Trust,
  },
  { ...closed, title: 'oads system state' },
);
export type SystemState = Static<typeof SystemState>;

import Type, { type Static } from 'typebox';
import {
  CALIBRATION_VERDICTS,
  CellValue,
  Count,
  closed,
  Envelope,
  literals,
  NullableNumber,
  NullableText,
  Rate,
  Share,
  TRUST_LEVELS,
} from './parts.ts';
import { ReferenceRange } from './reference-range.ts';

const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const Reason = Type.Object(
  {
    feature: Type.String(),
    value: CellValue,
    direction: literals(['high', 'low', 'missing', 'rare', 'typical', 'unseen'], {
      description: 'typical: a number between the quarters of the reference, or a category with 5 % of it or more',
    }),
    percentile: Type.Union([Share, Type.Null()], {
      description: 'share of the reference below the value (above it, where it lies below the median; of other categories, for a category)',
    }),
    contribution: Type.Number({
      description:
        'how much the score falls when the feature is left out; for a model made elsewhere, when it is set to its reference median',
    }),
    text: Type.String(),
  },
  closed,
);
export type Reason = Static<typeof Reason>;

export const TopAnomaly = Type.Object(
  {
    rank: Type.Integer({ minimum: 1 }),
    row: Count,
    key: Type.Record(Type.String(), CellValue),
    score: Type.Number(),
    p_value: NullableNumber,
    q_value: NullableNumber,
    is_anomaly: Type.Boolean(),
    values: Type.Record(Type.String(), CellValue),
    inputs: Type.Optional(
      Type.Record(Type.String(), NullableNumber, {
        description: 'by feature: what the model read of a column that it does not read as it is (abs, hour, weekday, month)',
      }),
    ),
    reasons: Type.Array(Reason),
  },
  closed,
);
export type TopAnomaly = Static<typeof TopAnomaly>;

export const CalibrationEvidence = Type.Object(
  {
    n: Count,
    min_p: Type.Number({ description: 'the smallest p-value that can be reached, 1/(n+1)' }),
    alpha: Type.Number({ description: 'false alarm rate that the threshold was set for' }),
    fpr_upper95: orNull(
      Type.Number({ description: 'upper 95 % bound of the realised false positive rate at alpha; null where trust is below qualified' }),
    ),
    bulk_ks_p: NullableNumber,
    bulk_distance: NullableNumber,
    bulk_rows: Count,
    high_scores: Type.Optional(orNull(Rate)),
    valid: Type.Union([Type.Boolean(), Type.Null()], { description: 'null: too few rows to tell' }),
    verdict: Type.Optional(
      orNull(
        literals(CALIBRATION_VERDICTS, {
          description: 'shifted: far more or far fewer high scores; few: too few rows for a false-discovery claim; null: too few to tell',
        }),
      ),
    ),
  },
  closed,
);
export type CalibrationEvidence = Static<typeof CalibrationEvidence>;

export const InferenceMetrics = Type.Object(
  {
    schema: Type.Literal('oads/inference_metrics/v1'),
    ...Envelope,
    trust: literals(TRUST_LEVELS),
    scored: Count,
    not_scored: Type.Object({ quarantined: Count, missing_values: Count, withheld: Count }, closed),
    anomaly_rate: Type.Union([Rate, Type.Null()]),
    rule: literals(['threshold', 'fdr']),
    threshold: NullableNumber,
    scores: Type.Union([
      Type.Object(
        {
          min: Type.Number(),
          mean: Type.Number(),
          max: Type.Number(),
          histogram: Type.Object({ edges: Type.Array(Type.Number()), current: Type.Array(Count), calibration: Type.Array(Count) }, closed),
        },
        closed,
      ),
      Type.Null(),
    ]),
    calibration: Type.Union([CalibrationEvidence, Type.Null()]),
    fdr: Type.Object(
      {
        target: Type.Number(),
        claimed: Type.Boolean(),
        discoveries: Type.Union([Count, Type.Null()]),
        least_discoveries: Type.Optional(
          orNull(Type.Integer({ minimum: 1, description: 'so many rows must share the smallest p-value before any is discovered' })),
        ),
        reachable: Type.Optional(orNull(Type.Boolean({ description: 'false: all scored rows together could not reach the target' }))),
        why_not: NullableText,
      },
      closed,
    ),
    expected_false_alarms: NullableNumber,
    expected_false_alarms_upper95: Type.Optional(NullableNumber),
    observed_over_expected: NullableNumber,
    model: Type.Union([
      Type.Object({ bundle_sha256: Type.String(), name: Type.String(), inputs: Type.Array(Type.String()) }, closed),
      Type.Null(),
    ]),
    top: Type.Array(TopAnomaly),
    reference_ranges: Type.Optional(
      Type.Record(Type.String(), ReferenceRange, { description: 'by model input: where its values lay in the reference' }),
    ),
  },
  { ...closed, title: 'oads inference metrics' },
);
export type InferenceMetrics = Static<typeof InferenceMetrics>;

import Type, { type Static } from 'typebox';

export const closed = { additionalProperties: false } as const;

export const literals = <const T extends readonly string[]>(values: T, options: Type.TSchemaOptions = {}) =>
  Type.Union(values.map((value) => Type.Literal(value)) as [Type.TLiteral<T[number]>], options);

export const Count = Type.Integer({ minimum: 0 });
export const Share = Type.Number({ minimum: 0, maximum: 1 });
export const NullableNumber = Type.Union([Type.Number(), Type.Null()]);
export const NullableText = Type.Union([Type.String(), Type.Null()]);
export const CellValue = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]);

/** A share of rows is never given without its n and its 95 % Wilson interval. */
export const Rate = Type.Object(
  { value: Share, count: Count, n: Count, interval: Type.Tuple([Share, Share], { description: '95 % Wilson interval' }) },
  closed,
);
export type Rate = Static<typeof Rate>;

/** What every artifact carries. */
export const Envelope = { pipeline: Type.String(), run_id: Type.String({ pattern: '^[0-9a-f]{16}$' }), as_of: Type.String() };

export const QUALITY_FLAGS = ['pass', 'warn', 'fail', 'error'] as const;
export type QualityFlag = (typeof QUALITY_FLAGS)[number];
export const DRIFT_FLAGS = ['none', 'moderate', 'severe', 'insufficient', 'unavailable'] as const;
export type DriftFlag = (typeof DRIFT_FLAGS)[number];
export const CALIBRATION_VERDICTS = ['valid', 'shifted', 'few', 'failed'] as const;
export type CalibrationVerdict = (typeof CALIBRATION_VERDICTS)[number];
/** What the segments of a run do to its trust; `unused`: the config names none; `…_unknown`: and some could not be judged. */
export const SEGMENTS_VERDICTS = ['unused', 'sound', 'failed', 'drifted', 'unknown', 'failed_unknown', 'drifted_unknown'] as const;
export type SegmentsVerdict = (typeof SEGMENTS_VERDICTS)[number];
export const TRUST_LEVELS = ['certified', 'qualified', 'rank-only', 'withheld'] as const;
export type TrustLevel = (typeof TRUST_LEVELS)[number];
export const SOURCES_USED = ['primary', 'last_good', 'file', 'input'] as const;
export type SourceUsed = (typeof SOURCES_USED)[number];

import Type, { type Static } from 'typebox';
import { LeadingEffect } from './leading-effect.ts';
import { Count, closed, DRIFT_FLAGS, Envelope, literals, NullableNumber, NullableText, Rate } from './parts.ts';

export const SEGMENT_STATES = ['known', 'new', 'missing', 'other'] as const;
export type SegmentState = (typeof SEGMENT_STATES)[number];

const DriftedInSegment = Type.Object(
  {
    feature: Type.String(),
    status: literals(['moderate', 'severe']),
    ...Type.Partial(LeadingEffect).properties,
    q: NullableNumber,
    reasons: Type.Array(Type.String()),
  },
  closed,
);

const FailedInSegment = Type.Object(
  {
    check: Type.String({ description: 'id of the check; `quarantine` stands for quarantine.max_share' }),
    status: literals(['warn', 'fail']),
    failed: Rate,
    allowed: Type.Number({ description: 'share of failures that the check allows' }),
    q: NullableNumber,
  },
  closed,
);

export const Segment = Type.Object(
  {
    key: Type.Record(Type.String(), NullableText),
    state: literals(SEGMENT_STATES, {
      description:
        'other: all that are not told apart; new: not in the reference; missing: expected by its share of the reference, and gone',
    }),
    rows: Type.Object(
      {
        in: Count,
        quarantined: Count,
        reference: Type.Union([Count, Type.Null()]),
        expected: Type.Union([Type.Number(), Type.Null()], { description: 'at its share of the reference' }),
        q_missing: Type.Optional(
          Type.Union([Type.Number({ description: 'of so few rows, over the segments' }), Type.Null()], {
            description: 'null where too few were expected',
          }),
        ),
      },
      closed,
    ),
    drift: Type.Object(
      { verdict: literals(DRIFT_FLAGS), drifted: Type.Array(DriftedInSegment, { description: 'worst first, at most 10' }) },
      closed,
    ),
    quality: Type.Object(
      { status: literals(['pass', 'warn', 'fail', 'insufficient']), failed: Type.Array(FailedInSegment, { description: 'at most 10' }) },
      closed,
    ),
    anomalies: Type.Object(
      {
        rate: Type.Union([Rate, Type.Null()]),
        high: Type.Boolean({ description: 'significantly and far above the other segments, and above the false alarm rate' }),
        q: NullableNumber,
      },
      closed,
    ),
  },
  closed,
);
export type Segment = Static<typeof Segment>;

export const Segmentation = Type.Object(
  {
    columns: Type.Array(Type.String()),
    why_unavailable: Type.Union([Type.String(), Type.Null()], { description: 'why nothing could be said of these segments' }),
    why_no_drift: Type.Union([Type.String(), Type.Null()], { description: 'why they could not be compared with a reference' }),
    segments: Count,
    small: Type.Integer({ minimum: 0, description: 'segments with fewer rows than min_rows: insufficient' }),
    rows: Type.Optional(Count),
    drift: Type.Object(
      {
        tested: Count,
        moderate: Count,
        severe: Count,
        rows: Type.Optional(Type.Integer({ minimum: 0, description: 'rows of the segments that were tested' })),
      },
      closed,
    ),
    quality: Type.Object({ tested: Count, warned: Count, failed: Count }, closed),
    anomalies: Type.Object({ high: Count }, closed),
    new: Type.Object(
      { segments: Count, rows: Count, more: Type.Boolean({ description: 'there are further ones that are not told apart' }) },
      closed,
    ),
    missing: Count,
    other: Type.Object({ rows: Count }, { ...closed, description: 'rows of the segments that are not told apart' }),
    worst: Type.Array(Segment, { description: 'worst first, at most 50' }),
  },
  closed,
);
export type Segmentation = Static<typeof Segmentation>;

export const SegmentSnapshot = Type.Object(
  {
    schema: Type.Literal('oads/segment_snapshot/v1'),
    ...Envelope,
    min_rows: Count,
    segmentations: Type.Array(Segmentation),
  },
  { ...closed, title: 'oads segment snapshot' },
);
export type SegmentSnapshot = Static<typeof SegmentSnapshot>;

/** What the trust block says of one segmentation. */
export const SegmentSummary = Type.Object(
  {
    columns: Type.Array(Type.String()),
    segments: Count,
    small: Count,
    drifted: Count,
    failed: Count,
    new: Count,
    new_more: Type.Optional(Type.Boolean({ description: 'there are more new ones than are told apart' })),
    other_rows: Type.Optional(Type.Integer({ minimum: 0, description: 'rows of the segments that are not told apart' })),
    missing: Count,
    anomalous: Count,
    why_unavailable: NullableText,
    why_no_drift: Type.Optional(NullableText),
    drift_tested: Type.Optional(Type.Integer({ minimum: 0, description: 'segments with a verdict on drift' })),
    worst: Type.Array(Type.Object({ segment: Type.String(), what: Type.Array(Type.String()) }, closed), { description: 'at most 5' }),
  },
  closed,
);
export type SegmentSummary = Static<typeof SegmentSummary>;

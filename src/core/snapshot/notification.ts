import Type, { type Static } from 'typebox';
import { NOTIFICATION_SEVERITIES, NOTIFICATION_TOPICS } from '../schema/notification-names.ts';
import { CellValue, Count, closed, literals, NullableText, Rate, SOURCES_USED, TRUST_LEVELS } from './parts.ts';
import { TrustReason } from './system-state.ts';

export const NOTIFICATION_ID = '^[0-9a-f]{32}$';
const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const NotifiedChange = Type.Object(
  {
    topic: literals(NOTIFICATION_TOPICS),
    severity: literals(NOTIFICATION_SEVERITIES),
    from: NullableText,
    to: NullableText,
    text: Type.String({ description: 'a sentence for people' }),
  },
  closed,
);
export type NotifiedChange = Static<typeof NotifiedChange>;

export const NotifiedAnomaly = Type.Object(
  {
    rank: Type.Integer({ minimum: 1 }),
    key: Type.Record(Type.String(), CellValue),
    score: Type.Number(),
    p_value: Type.Union([Type.Number(), Type.Null()], { description: 'null where the trust level claims none' }),
    q_value: Type.Union([Type.Number(), Type.Null()], { description: 'null where the trust level claims none' }),
    reasons: Type.Array(Type.String()),
  },
  closed,
);
export type NotifiedAnomaly = Static<typeof NotifiedAnomaly>;

/** What a generic webhook and a command get, and what the record keeps. */
export const Notification = Type.Object(
  {
    schema: Type.Literal('oads/notification/v1'),
    id: Type.String({ pattern: NOTIFICATION_ID, description: 'the same for every attempt: what tells a double' }),
    kind: literals(['run', 'summary', 'test'], { description: 'summary: of messages that the rate limit held back' }),
    channel: Type.String(),
    pipeline: Type.String(),
    run_id: NullableText,
    as_of: NullableText,
    created_at: Type.String(),
    severity: literals(NOTIFICATION_SEVERITIES),
    title: Type.String(),
    changes: Type.Array(NotifiedChange, { description: 'worst first' }),
    trust: orNull(
      Type.Object({ level: literals(TRUST_LEVELS), meaning: Type.String(), reasons: Type.Array(TrustReason), more_reasons: Count }, closed),
    ),
    data: orNull(
      Type.Object(
        {
          rows: Count,
          source: literals(SOURCES_USED),
          fallback_reason: NullableText,
          max_event_time: NullableText,
          age_seconds: Type.Union([Type.Number(), Type.Null()], { description: 'of the newest event at `created_at`; null where unknown' }),
        },
        closed,
      ),
    ),
    anomaly_rate: orNull(Rate),
    expected_false_alarms: Type.Union([Type.Number(), Type.Null()], { description: 'null where the trust level claims none' }),
    anomalies: orNull(
      Type.Object({ new: Count, shown: Type.Array(NotifiedAnomaly) }, { ...closed, description: 'new ones that the channel asks for' }),
    ),
    next: Type.String({ description: 'what to do' }),
    link: NullableText,
    summed_up: Type.Optional(Type.Integer({ minimum: 1, description: 'so many messages that were held back are in this one' })),
  },
  { ...closed, title: 'oads notification' },
);
export type Notification = Static<typeof Notification>;

import Type, { type Static } from 'typebox';
import { NOTIFICATION_SEVERITIES } from '../schema/notification-names.ts';
import { NOTIFICATION_ID, Notification, NotifiedChange } from './notification.ts';
import { Count, closed, DRIFT_FLAGS, literals, NullableText, QUALITY_FLAGS, SOURCES_USED, TRUST_LEVELS } from './parts.ts';

/** What a run is compared with the next time. */
export const Standing = Type.Object(
  {
    run_id: Type.String(),
    trust: literals(TRUST_LEVELS),
    quality: literals(QUALITY_FLAGS),
    drift: literals(DRIFT_FLAGS),
    source: literals(SOURCES_USED),
    stale: Type.Boolean(),
  },
  closed,
);
export type Standing = Static<typeof Standing>;

const Id = Type.String({ pattern: NOTIFICATION_ID });
/** Channel → ids of the anomalies that were told on it, or were there when it began; the newest last. */
const Seen = Type.Record(Type.String(), Type.Array(Id));

/** A message that the rate limit held back, as far as the one that sums it up needs it. */
export const HeldBack = Type.Object(
  {
    id: Id,
    channel: Type.String(),
    run_id: NullableText,
    created_at: Type.String(),
    severity: literals(NOTIFICATION_SEVERITIES),
    title: Type.String(),
    changes: Type.Array(NotifiedChange),
  },
  closed,
);
export type HeldBack = Static<typeof HeldBack>;

const Pending = Type.Object(
  {
    notification: Notification,
    attempts: Count,
    uncertain: Type.Boolean({ description: 'an earlier attempt may have arrived' }),
    not_before: NullableText,
  },
  closed,
);
export type Pending = Static<typeof Pending>;

/** Everything that the lines before come to. */
export const Outbox = Type.Object(
  {
    evaluations: Count,
    standing: Type.Union([Standing, Type.Null()]),
    seen: Seen,
    pending: Type.Array(Pending),
    held: Type.Array(HeldBack),
    held_more: Type.Record(Type.String(), Count, { description: 'channel → messages held back beyond those that are kept' }),
    sent_at: Type.Record(Type.String(), Type.Array(Type.String()), { description: 'channel → when it was sent something' }),
  },
  closed,
);
export type Outbox = Static<typeof Outbox>;

const line = <const E extends string, P extends Type.TProperties>(event: E, properties: P) =>
  Type.Object(
    {
      schema: Type.Literal('oads/notification_record/v1'),
      event: Type.Literal(event),
      at: Type.String(),
      ...properties,
      seal: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'sha256 of the line as JSON without its seal' }),
    },
    closed,
  );
const attempt = { id: Id, channel: Type.String(), attempts: Type.Integer({ minimum: 0, description: 'all those so far' }) };

/** A line of record.ndjson. */
export const NotificationRecord = Type.Union(
  [
    line('evaluated', { standing: Standing, seen: Seen, notifications: Type.Array(Notification) }),
    line('sending', attempt),
    line('delivered', attempt),
    line('failed', {
      ...attempt,
      error: Type.String(),
      final: Type.Boolean({ description: 'it was refused and is not tried again' }),
      uncertain: Type.Boolean({ description: 'it may have arrived all the same' }),
      not_before: NullableText,
    }),
    line('expired', attempt),
    line('held', { id: Id, channel: Type.String() }),
    line('summed_up', { ids: Type.Array(Id), notification: Notification }),
    line('carried', { outbox: Outbox }),
  ],
  { title: 'oads notification record' },
);
export type NotificationRecord = Static<typeof NotificationRecord>;
/** Without what every line gets when it is written. */
export type NotificationEvent = NotificationRecord extends infer R
  ? R extends unknown
    ? Omit<R, 'schema' | 'at' | 'seal'>
    : never
  : never;

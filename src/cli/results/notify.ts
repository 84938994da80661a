import Type, { type Static } from 'typebox';
import { CHANNEL_TYPES, NOTIFICATION_SEVERITIES } from '../../core/schema/notification-names.ts';
import { Count, closed, literals, NullableText } from '../../core/snapshot/parts.ts';
import { warnings } from './warnings.ts';

export const NotifyTestResult = Type.Object(
  {
    pipeline: Type.String(),
    channels: Type.Array(
      Type.Object(
        {
          channel: Type.String(),
          type: literals(CHANNEL_TYPES),
          delivered: Type.Boolean(),
          attempts: Count,
          error: Type.Union([Type.String(), Type.Null()], { description: 'null where it was delivered' }),
        },
        closed,
      ),
    ),
    warnings,
  },
  { ...closed, title: 'oads notify test --json' },
);
export type NotifyTestResult = Static<typeof NotifyTestResult>;

export const NotifySendResult = Type.Object(
  {
    pipeline: Type.String(),
    delivered: Count,
    pending: Type.Integer({ minimum: 0, description: 'still: tried again the next time' }),
    held: Type.Integer({ minimum: 0, description: 'back by the rate limit, until one message sums them up' }),
    given_up: Type.Integer({ minimum: 0, description: 'refused by the receiver, or expired' }),
    warnings,
  },
  { ...closed, title: 'oads notify send --json' },
);
export type NotifySendResult = Static<typeof NotifySendResult>;

const ListedNotification = Type.Object(
  {
    id: Type.String(),
    created_at: Type.String(),
    channel: Type.String(),
    kind: literals(['run', 'summary', 'test']),
    severity: literals(NOTIFICATION_SEVERITIES),
    title: Type.String(),
    run_id: NullableText,
    state: literals(['pending', 'delivered', 'held', 'summed_up', 'refused', 'expired']),
    at: Type.String({ description: 'since when' }),
    attempts: Count,
    error: Type.Union([Type.String(), Type.Null()], { description: 'why the last attempt failed' }),
  },
  closed,
);

const ListedPipeline = Type.Object(
  {
    pipeline: Type.String(),
    total: Type.Integer({ minimum: 0, description: 'all its messages, also those that are not listed' }),
    problems: Type.Array(Type.String(), { description: 'damaged lines of the record' }),
    notifications: Type.Array(ListedNotification, { description: 'newest first' }),
  },
  closed,
);
export type ListedPipeline = Static<typeof ListedPipeline>;

export const NotifyListResult = Type.Object(
  { artifacts: Type.String(), pipelines: Type.Array(ListedPipeline), warnings },
  { ...closed, title: 'oads notify list --json' },
);
export type NotifyListResult = Static<typeof NotifyListResult>;

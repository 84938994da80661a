import Type, { type Static } from 'typebox';
import { CHANNEL_TYPES, NOTIFICATION_SEVERITIES, NOTIFICATION_TOPICS } from '../schema/notification-names.ts';
import { Duration, duration, Name } from './schema-parts.ts';

const closed = { additionalProperties: false } as const;
const filled = { ...closed, minProperties: 1 } as const;
const literals = <const T extends readonly string[]>(values: T, options: Type.TSchemaOptions = {}) =>
  Type.Union(values.map((value) => Type.Literal(value)) as [Type.TLiteral<T[number]>], options);

/** No display name, no list in one text: nothing that could become a second header or a second recipient. */
const Address = Type.String({
  pattern: '^[^\\s<>,;:"()\\[\\]]+@[^\\s<>,;:"()\\[\\]@]+$',
  maxLength: 254,
  description: 'a plain mail address',
});

/** One kind of object for all types: which keys belong to which type is said by `refuseBadNotify`, in words that name both. */
const Channel = Type.Object(
  {
    name: Name,
    type: literals(CHANNEL_TYPES, { description: 'how it is sent' }),
    on: Type.Optional(Type.Array(literals(NOTIFICATION_TOPICS), { minItems: 1, description: 'what it is sent for; default: everything' })),
    min_severity: Type.Optional(literals(NOTIFICATION_SEVERITIES, { default: 'info', description: 'nothing less is sent' })),
    anomalies: Type.Optional(
      Type.Object(
        {
          top: Type.Optional(
            Type.Integer({ minimum: 1, maximum: 10000, description: 'anomalies up to this rank; default: 10, without `min_score`' }),
          ),
          min_score: Type.Optional(Type.Number({ description: 'anomalies from this score on; default: any' })),
        },
        { ...filled, description: 'which new anomalies are told: those that meet all that is said here' },
      ),
    ),
    rate_limit: Type.Optional(
      Type.Object(
        { messages: Type.Integer({ minimum: 1, maximum: 1000 }), per: Duration },
        { ...closed, description: 'what exceeds it is summed up in one message later; default: 20 per 1h' },
      ),
    ),
    retry: Type.Optional(
      Type.Object(
        {
          attempts: Type.Optional(Type.Integer({ minimum: 1, maximum: 20, default: 3, description: 'within one run' })),
          wait: Type.Optional(duration('before the second attempt; doubled each time, with jitter', '500ms')),
        },
        filled,
      ),
    ),
    timeout: Type.Optional(duration('of one attempt', '3s')),
    url: Type.Optional(
      Type.String({
        pattern: '^https?://[^\\s]+$',
        description: 'webhook, slack, teams: where to post; a secret, from a variable: ${OPS_WEBHOOK_URL}',
      }),
    ),
    secret: Type.Optional(
      Type.String({ minLength: 16, description: 'webhook: signs each message (HMAC-SHA256); from a variable: ${OPS_WEBHOOK_SECRET}' }),
    ),
    headers: Type.Optional(
      Type.Record(Type.String(), Type.String({ pattern: '^[\\t\\u0020-\\u007e]*$', maxLength: 4000 }), {
        description: 'webhook, slack, teams: further request headers; their values are secrets',
      }),
    ),
    host: Type.Optional(Type.String({ pattern: '^[^\\s/?#@,;<>"\']+$', maxLength: 255, description: 'email: the SMTP server' })),
    port: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 65535, description: 'email; default: 465 with `tls: tls`, 587 with starttls, else 25' }),
    ),
    tls: Type.Optional(
      literals(['tls', 'starttls', 'none'], {
        description: 'email: encrypted from the start, by STARTTLS (or not sent), or not at all',
        default: 'starttls',
      }),
    ),
    user: Type.Optional(Type.String({ minLength: 1, description: 'email: sign in as; with `password`' })),
    password: Type.Optional(Type.String({ minLength: 1, description: 'email: from a variable: ${SMTP_PASSWORD}' })),
    from: Type.Optional(Address),
    to: Type.Optional(Type.Array(Address, { minItems: 1, maxItems: 100 })),
    ca: Type.Optional(
      Type.String({ minLength: 1, description: 'webhook, slack, teams, email: a file of certificates to trust in place of those of Node' }),
    ),
    command: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        minItems: 1,
        description: 'command: program and arguments, no shell; gets the message on stdin',
      }),
    ),
  },
  closed,
);

export const Notify = Type.Object(
  {
    base_url: Type.Optional(
      Type.String({ pattern: '^https?://[^\\s?#]+$', description: 'address of the dashboard as receivers see it, for links' }),
    ),
    time_limit: Type.Optional(duration('for so long at most a run waits for all channels together', '5s')),
    expire: Type.Optional(duration('what could not be delivered for so long is given up', '24h')),
    channels: Type.Array(Channel, { minItems: 1, maxItems: 20 }),
  },
  { ...closed, description: 'who is told of changes of trust, quality and drift, and of new anomalies' },
);
export type NotifyConfig = Static<typeof Notify>;
export type ChannelConfig = Static<typeof Channel>;

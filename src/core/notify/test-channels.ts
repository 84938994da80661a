import { randomBytes } from 'node:crypto';
import type { Channel, NotifySettings } from '../config/notify-defaults.ts';
import type { Notification } from '../snapshot/notification.ts';
import { sendWithRetry } from './deliver/send-with-retry.ts';
import type { NotifyEffects } from './effects.ts';

export interface TestedChannel {
  readonly channel: string;
  readonly type: Channel['type'];
  readonly delivered: boolean;
  readonly attempts: number;
  /** null where it was delivered. */
  readonly error: string | null;
}

/** Sends a marked message to each channel at once. It counts for no rate limit and stands in no record. */
export async function testChannels(
  pipeline: string,
  channels: readonly Channel[],
  { timeLimitMs, baseUrl }: Pick<NotifySettings, 'timeLimitMs' | 'baseUrl'>,
  effects: NotifyEffects,
): Promise<TestedChannel[]> {
  const endMs = effects.elapsedMs() + timeLimitMs;
  const signal = AbortSignal.any([AbortSignal.timeout(timeLimitMs), ...(effects.signal ? [effects.signal] : [])]);
  return Promise.all(
    channels.map(async (channel) => {
      const notification = composeTest(pipeline, channel.name, baseUrl, effects.now());
      const sent = await sendWithRetry({ channel, notification, isRepeat: false, endMs, signal }, effects);
      const error = sent.state === 'delivered' ? null : sent.error;
      return {
        channel: channel.name,
        type: channel.type,
        delivered: sent.state === 'delivered',
        attempts: sent.attempts,
        error: error !== null && effects.redact ? effects.redact(error) : error,
      };
    }),
  );
}

function composeTest(pipeline: string, channel: string, baseUrl: string | undefined, now: Date): Notification {
  return {
    schema: 'oads/notification/v1',
    // Every test is a message of its own.
    id: randomBytes(16).toString('hex'),
    kind: 'test',
    channel,
    pipeline,
    run_id: null,
    as_of: null,
    created_at: now.toISOString(),
    severity: 'info',
    title: `${pipeline}: test message`,
    changes: [],
    trust: null,
    data: null,
    anomaly_rate: null,
    expected_false_alarms: null,
    anomalies: null,
    next: 'Nothing has to be done.',
    link: baseUrl === undefined ? null : `${baseUrl}/?pipeline=${encodeURIComponent(pipeline)}`,
  };
}

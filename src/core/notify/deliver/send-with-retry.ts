import type { Channel } from '../../config/notify-defaults.ts';
import type { Notification } from '../../snapshot/notification.ts';
import { send } from '../channels/send.ts';
import type { NotifyEffects } from '../effects.ts';

export type Sent =
  | { readonly state: 'delivered'; readonly attempts: number; readonly note?: string }
  | { readonly state: 'refused'; readonly attempts: number; readonly error: string }
  | {
      readonly state: 'failed';
      readonly attempts: number;
      readonly error: string;
      readonly uncertain: boolean;
      readonly notBefore: Date | null;
    };

export interface SendRequest {
  readonly channel: Channel;
  readonly notification: Notification;
  readonly isRepeat: boolean;
  /** All channels have so long together. */
  readonly endMs: number;
  readonly signal: AbortSignal;
}

/** No receiver may put it off for longer. */
export const MOST_PUT_OFF_MS = 3_600_000;

/**
 * Tries until it is delivered, refused, or out of attempts or time. What may have arrived is not tried again at once: most receivers
 * tell no doubles.
 */
export async function sendWithRetry(request: SendRequest, effects: NotifyEffects): Promise<Sent> {
  const { channel, notification, isRepeat, endMs, signal } = request;
  for (let attempts = 1; ; attempts++) {
    const leftMs = Math.max(1, Math.ceil(endMs - effects.elapsedMs()));
    const limit = AbortSignal.any([signal, AbortSignal.timeout(Math.min(channel.timeoutMs, leftMs))]);
    const outcome = await send(channel, { notification, isRepeat, signal: limit, effects });
    if (outcome.state !== 'failed') return { ...outcome, attempts };
    const { error, uncertain } = outcome;
    const askedMs = Math.min(outcome.retryAfterMs ?? 0, MOST_PUT_OFF_MS);
    const notBefore = askedMs > 0 ? new Date(effects.now().getTime() + askedMs) : null;
    const waitMs = Math.max(askedMs, backOffMs(channel, attempts, effects.random()));
    const isEnd = uncertain || signal.aborted || attempts >= channel.retry.attempts || effects.elapsedMs() + waitMs >= endMs;
    if (isEnd) return { state: 'failed', attempts, error, uncertain, notBefore };
    await effects.wait(waitMs, signal);
    if (signal.aborted) return { state: 'failed', attempts, error, uncertain, notBefore };
  }
}

/** Doubled each time; half of it by chance, so that many pipelines do not come back at once. */
function backOffMs({ retry }: Pick<Channel, 'retry'>, attempts: number, random: number): number {
  const wholeMs = retry.waitMs * 2 ** (attempts - 1);
  return Math.round(wholeMs / 2 + (wholeMs / 2) * random);
}

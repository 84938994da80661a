import { readFile } from 'node:fs/promises';
import type { HttpChannel } from '../../config/notify-defaults.ts';
import { clip } from '../clip.ts';
import { describeNotification } from '../render/describe-notification.ts';
import { renderSlack } from '../render/render-slack.ts';
import { renderTeams } from '../render/render-teams.ts';
import { describeNetworkError } from './describe-network-error.ts';
import { type Attempt, MOST_REMARK, type Outcome } from './outcome.ts';
import { NoAnswer, type PostAnswer, post } from './post.ts';
import { signWebhook } from './sign-webhook.ts';

/** A webhook of any kind. What may pass is failed, what will not change is refused: any 3xx and 4xx but 408 and 429. */
export async function sendHttp(channel: HttpChannel, { notification, isRepeat, signal, effects }: Attempt): Promise<Outcome> {
  const body = JSON.stringify(payloadOf(channel, { notification, isRepeat }));
  const { id } = notification;
  const headers = {
    'user-agent': 'oads',
    ...channel.headers,
    'content-type': 'application/json',
    'idempotency-key': id,
    ...(channel.secret === undefined ? {} : signWebhook(channel.secret, { id, body, now: effects.now() })),
  };
  let ca: string | undefined;
  try {
    ca = channel.ca === undefined ? undefined : await readFile(channel.ca, 'utf8');
  } catch {
    return { state: 'failed', error: 'the file of `ca` could not be read', uncertain: false };
  }
  try {
    return judge(await post({ url: channel.url, headers, body, ca, signal }), effects.now());
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    if (signal.aborted) return { state: 'failed', error: error.sent ? 'no answer in time' : 'not reached in time', uncertain: error.sent };
    return { state: 'failed', error: describeNetworkError(error.cause), uncertain: error.sent };
  }
}

function payloadOf({ type }: HttpChannel, { notification, isRepeat }: Pick<Attempt, 'notification' | 'isRepeat'>): object {
  if (type === 'webhook') return notification;
  const sections = describeNotification(notification, { isRepeat });
  return type === 'slack' ? renderSlack(notification, sections) : renderTeams(notification, sections);
}

function judge({ status, retryAfter, remark }: PostAnswer, now: Date): Outcome {
  if (status >= 200 && status < 300) return { state: 'delivered' };
  const said = clip(remark, MOST_REMARK);
  const error = `answered ${status}${describeStatus(status)}${said ? `: ${said}` : ''}`;
  const mayPass = status >= 500 || status === 408 || status === 429;
  return mayPass
    ? { state: 'failed', error, uncertain: false, retryAfterMs: readRetryAfter(retryAfter, now) }
    : { state: 'refused', error };
}

function describeStatus(status: number): string {
  if (status >= 300 && status < 400) return ', a redirect, which is not followed';
  return status < 200 ? ', which takes no message' : '';
}

/** Seconds, or a date (RFC 9110, 10.2.3). */
function readRetryAfter(text: string | undefined, now: Date): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text.trim())) return Number(text) * 1000;
  const ms = Date.parse(text) - now.getTime();
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}

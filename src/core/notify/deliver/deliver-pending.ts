import { ownOf } from '../../artifacts/notifications/fold-record.ts';
import type { OpenRecord } from '../../artifacts/notifications/open-record.ts';
import type { Channel, NotifySettings } from '../../config/notify-defaults.ts';
import type { Pending } from '../../snapshot/notification-record.ts';
import type { NotifyEffects } from '../effects.ts';
import { composeSummary } from './compose-summary.ts';
import { MOST_PUT_OFF_MS, sendWithRetry } from './send-with-retry.ts';

/** What became of messages; what is `pending` is tried again the next time. */
export interface Delivery {
  delivered: number;
  pending: number;
  /** By the rate limit, until one message sums them up. */
  held: number;
  /** Refused, or expired. */
  given_up: number;
}

/** So often in all is tried what may have arrived each time. */
const MOST_UNCERTAIN = 3;

/** Sends what is pending, all channels side by side, within the time limit. Throws where the record cannot be written, nothing else. */
export async function deliverPending(
  record: OpenRecord,
  pipeline: string,
  settings: NotifySettings,
  effects: NotifyEffects,
): Promise<Delivery> {
  const delivery: Delivery = { delivered: 0, pending: 0, held: 0, given_up: 0 };
  const nowMs = effects.now().getTime();
  await expire(({ created_at }) => Date.parse(created_at) <= nowMs - settings.expireMs, record, delivery, effects);
  const endMs = effects.elapsedMs() + settings.timeLimitMs;
  const signals = [AbortSignal.timeout(settings.timeLimitMs), ...(effects.signal ? [effects.signal] : [])];
  const signal = AbortSignal.any(signals);
  const work = { record, pipeline, settings, delivery, effects, endMs, signal };
  const done = await Promise.allSettled(settings.channels.map((channel) => serveChannel(channel, work)));
  const failed = done.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
  // Made by a clock that was ahead: its age is not known, and it has been tried once more.
  await expire(({ created_at }) => Date.parse(created_at) > nowMs + settings.expireMs, record, delivery, effects);
  const { pending, held, held_more } = record.outbox();
  delivery.pending = pending.length;
  delivery.held = held.length + Object.values(held_more).reduce((sum, count) => sum + count, 0);
  const names = new Set(settings.channels.map(({ name }) => name));
  const lost = new Set(pending.map(({ notification }) => notification.channel).filter((name) => !names.has(name)));
  for (const name of lost)
    effects.warn(`alerts: there is no channel "${name}" any more, and messages for it are pending until they expire`);
  return delivery;
}

interface Work {
  readonly record: OpenRecord;
  readonly pipeline: string;
  readonly settings: NotifySettings;
  readonly delivery: Delivery;
  readonly effects: NotifyEffects;
  readonly endMs: number;
  readonly signal: AbortSignal;
}

async function serveChannel(channel: Channel, work: Work): Promise<void> {
  const room = await keepToRate(channel, work);
  const nowMs = work.effects.now().getTime();
  // Farther away than anybody may ask for: set by a clock that was ahead.
  const isDue = (atMs: number) => atMs <= nowMs || atMs > nowMs + MOST_PUT_OFF_MS;
  const due = pendingOf(channel, work).filter(({ not_before }) => not_before === null || isDue(Date.parse(not_before)));
  for (const pending of due.slice(0, room)) {
    if (work.signal.aborted || !(await sendOne(channel, pending, work))) return; // the next ones would fare no better
  }
}

/** Holds back what exceeds the rate; as soon as there is room again, one message sums up all that waits. Gives how many may be sent. */
async function keepToRate(channel: Channel, { record, pipeline, settings, effects }: Work): Promise<number> {
  const { name, rateLimit } = channel;
  const now = effects.now();
  const from = new Date(now.getTime() - rateLimit.perMs).toISOString();
  const until = now.toISOString();
  const sent = ownOf<string[]>(record.outbox().sent_at, name, []).filter((at) => at > from && at <= until).length;
  const room = Math.max(0, rateLimit.messages - sent);
  // What may have arrived keeps its place: in a summary it would be told twice. So does a summary: it would count as one.
  const fresh = pendingOf(channel, { record }).filter(({ uncertain, notification }) => !uncertain && notification.kind !== 'summary');
  const isWaiting = record.outbox().held.some((one) => one.channel === name);
  const kept = room > 0 && isWaiting ? 0 : room;
  for (const { notification } of fresh.slice(kept)) await record.append({ event: 'held', id: notification.id, channel: name });
  const { held, held_more } = record.outbox();
  const own = held.filter((one) => one.channel === name);
  if (room === 0 || own.length === 0 || !isWaiting) return room;
  const more = ownOf<number>(held_more, name, 0);
  const notification = composeSummary({ pipeline, channel: name, held: own, more, baseUrl: settings.baseUrl, now });
  await record.append({ event: 'summed_up', ids: own.map(({ id }) => id), notification });
  return room;
}

function pendingOf({ name }: Channel, { record }: Pick<Work, 'record'>): Pending[] {
  return record.outbox().pending.filter(({ notification }) => notification.channel === name);
}

/** Whether it was delivered, or refused for good. */
async function sendOne(channel: Channel, pending: Pending, { record, delivery, effects, endMs, signal }: Work): Promise<boolean> {
  const { notification, attempts: before, uncertain: isRepeat } = pending;
  const base = { id: notification.id, channel: channel.name };
  // Before, so that whoever comes after a crash knows that it may have arrived.
  await record.append({ event: 'sending', ...base, attempts: before + 1 });
  const sent = await sendWithRetry({ channel, notification, isRepeat, endMs, signal }, effects);
  const attempts = before + sent.attempts;
  if (sent.state === 'delivered') {
    await record.append({ event: 'delivered', ...base, attempts });
    delivery.delivered++;
    if (sent.note) effects.warn(`alerts: channel "${channel.name}": ${sent.note}`);
    return true;
  }
  const said = redact(sent.error, effects);
  const uncertain = sent.state === 'failed' && (sent.uncertain || isRepeat);
  const isTooOften = uncertain && attempts >= MOST_UNCERTAIN;
  const final = sent.state === 'refused' || isTooOften;
  const error = isTooOften ? `${said}; it may have arrived, and is not tried again` : said;
  const not_before = sent.state === 'failed' ? (sent.notBefore?.toISOString() ?? null) : null;
  await record.append({ event: 'failed', ...base, attempts, error, final, uncertain, not_before });
  if (final) delivery.given_up++;
  const fate = final ? 'it is given up' : 'it is kept for the next run, or `oads notify send`';
  effects.warn(`alerts: channel "${channel.name}": "${notification.title}" was not delivered (${error}); ${fate}`);
  return final;
}

async function expire(
  isOver: (notification: Pending['notification']) => boolean,
  record: OpenRecord,
  delivery: Delivery,
  effects: NotifyEffects,
): Promise<void> {
  for (const { notification, attempts } of record.outbox().pending) {
    if (!isOver(notification)) continue;
    const { id, channel, title } = notification;
    await record.append({ event: 'expired', id, channel, attempts });
    delivery.given_up++;
    effects.warn(`alerts: channel "${channel}": "${title}" could not be delivered in time and is given up`);
  }
}

function redact(text: string, { redact: hide }: NotifyEffects): string {
  return hide ? hide(text) : text;
}

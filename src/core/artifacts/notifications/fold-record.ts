import type { HeldBack, NotificationRecord, Outbox, Pending } from '../../snapshot/notification-record.ts';

export const EMPTY_OUTBOX: Outbox = { evaluations: 0, standing: null, seen: {}, pending: [], held: [], held_more: {}, sent_at: {} };

/** More than a run keeps with reasons: what fell out is told again at worst. */
const MOST_SEEN = 20_000;
/** The most that a rate limit counts. */
const MOST_SENT = 1000;
const MOST_HELD = 50;

/** What all lines come to, in their order. A line that says again what was said changes nothing. */
export function foldRecord(lines: readonly NotificationRecord[], start: Outbox = EMPTY_OUTBOX): Outbox {
  return lines.reduce(foldLine, start);
}

export function foldLine(outbox: Outbox, line: NotificationRecord): Outbox {
  switch (line.event) {
    case 'carried':
      return line.outbox;
    case 'evaluated':
      return {
        ...outbox,
        evaluations: outbox.evaluations + 1,
        standing: line.standing,
        seen: mergeSeen(outbox.seen, line.seen),
        pending: line.notifications.reduce(addPending, outbox.pending),
      };
    case 'sending':
      return change(outbox, line.id, (pending) => ({ ...pending, attempts: line.attempts, uncertain: true }));
    case 'failed':
      if (line.final) return without(outbox, line.id);
      return change(outbox, line.id, (pending) => ({
        ...pending,
        attempts: line.attempts,
        uncertain: line.uncertain,
        not_before: line.not_before,
      }));
    case 'delivered': {
      // A clock that was ahead has been set back: what it says of later counts no more.
      const before = ownOf<string[]>(outbox.sent_at, line.channel, []).filter((at) => at <= line.at);
      const sent = [...before, line.at].slice(-MOST_SENT);
      return { ...without(outbox, line.id), sent_at: { ...outbox.sent_at, [line.channel]: sent } };
    }
    case 'expired':
      return without(outbox, line.id);
    case 'held':
      return hold(outbox, line.id);
    case 'summed_up': {
      const { channel } = line.notification;
      const gone = new Set(line.ids);
      const { [channel]: _told, ...held_more } = outbox.held_more;
      const held = outbox.held.filter(({ id }) => !gone.has(id));
      return { ...outbox, held, held_more, pending: addPending(outbox.pending, line.notification) };
    }
  }
}

function addPending(pending: Pending[], notification: Pending['notification']): Pending[] {
  if (pending.some((one) => one.notification.id === notification.id)) return pending;
  return [...pending, { notification, attempts: 0, uncertain: false, not_before: null }];
}

function change(outbox: Outbox, id: string, edit: (pending: Pending) => Pending): Outbox {
  return { ...outbox, pending: outbox.pending.map((one) => (one.notification.id === id ? edit(one) : one)) };
}

function without(outbox: Outbox, id: string): Outbox {
  return { ...outbox, pending: outbox.pending.filter(({ notification }) => notification.id !== id) };
}

/** The newest are kept in words, those before them in number. */
function hold(outbox: Outbox, id: string): Outbox {
  const found = outbox.pending.find(({ notification }) => notification.id === id);
  if (!found) return outbox;
  const { channel, run_id, created_at, severity, title, changes } = found.notification;
  const own: HeldBack[] = [
    ...outbox.held.filter((one) => one.channel === channel),
    { id, channel, run_id, created_at, severity, title, changes },
  ];
  const others = outbox.held.filter((one) => one.channel !== channel);
  const more = Math.max(0, own.length - MOST_HELD);
  const held_more = more > 0 ? { ...outbox.held_more, [channel]: ownOf<number>(outbox.held_more, channel, 0) + more } : outbox.held_more;
  return { ...without(outbox, id), held: [...others, ...own.slice(more)], held_more };
}

function mergeSeen(known: Outbox['seen'], added: Outbox['seen']): Outbox['seen'] {
  const merged = { ...known };
  for (const [channel, ids] of Object.entries(added)) {
    const own = ownOf<string[]>(merged, channel, []);
    const there = new Set(own);
    merged[channel] = [...own, ...ids.filter((id) => !there.has(id))].slice(-MOST_SEEN);
  }
  return merged;
}

/** A channel may be called `constructor`. */
export function ownOf<T>(record: Readonly<Record<string, T>>, key: string, fallback: T): T {
  return Object.hasOwn(record, key) ? record[key] : fallback;
}

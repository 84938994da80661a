import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { groupOf } from '../access/limit-attempts.ts';
import type { Session } from '../access/sessions.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { formatEvent } from './format-event.ts';
import type { LiveEvent, Watcher } from './watch-artifacts.ts';

export interface StreamRequest {
  /** null: all pipelines. */
  readonly pipeline: string | null;
  readonly lastEventId: string | null;
  readonly now: Date;
  /** Of the sign-in by which it is opened: the stream ends with it. null without one. */
  readonly session?: Session | null;
}

export interface EventStreams {
  /** Throws HttpProblem where this client may open no further one. */
  checkRoom(res: ServerResponse): void;
  /** Sends the head and the first event, and goes on until the client goes or the server stops. Throws HttpProblem beyond the limit. */
  open(res: ServerResponse, request: StreamRequest): Promise<void>;
  /** How many are open. */
  readonly size: number;
}

const MAX_STREAMS = 100;
/** Of one address (of IPv6: one /64 network): one client cannot take all. Behind a proxy all visitors share one. */
const MAX_STREAMS_PER_ADDRESS = 25;
const HEARTBEAT_MS = 15_000;
const RETRY_MS = 3000;
/** So much may wait for a client that does not read. */
const MAX_WAITING_BYTES = 256 * 1024;

export const EVENT_STREAM_HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store',
  'X-Accel-Buffering': 'no', // nginx would keep events back
};

/** The open streams of one server, over one watch. `closing` ends them all. */
export function createEventStreams(
  watcher: Watcher,
  closing: AbortSignal,
  { maxStreams = MAX_STREAMS, maxPerAddress = MAX_STREAMS_PER_ADDRESS, heartbeatMs = HEARTBEAT_MS } = {},
): EventStreams {
  // Another start of the server counts anew: its numbers must not be taken for those of this one.
  const start = randomBytes(6).toString('hex');
  const open = new Map<() => void, string>();
  closing.addEventListener('abort', () => {
    for (const end of [...open.keys()]) end();
  });

  const addressOf = (res: ServerResponse) => groupOf(res.socket?.remoteAddress ?? '');
  const checkRoom = (res: ServerResponse) => {
    const refuse = (limit: string) => new HttpProblem(503, `expected at most ${limit} at a time`, { 'Retry-After': '60' });
    if (open.size >= maxStreams) throw refuse(`${maxStreams} event streams`);
    const address = addressOf(res);
    if ([...open.values()].filter((other) => other === address).length >= maxPerAddress)
      throw refuse(`${maxPerAddress} event streams of one address`);
  };

  return {
    checkRoom,
    get size() {
      return open.size;
    },
    async open(res, { pipeline, lastEventId, now, session = null }) {
      checkRoom(res);
      if (session?.ended.aborted) return void res.destroy();
      const wanted = (event: { pipeline: string }) => pipeline === null || event.pipeline === pipeline;
      let greeted = false;
      let heartbeat: NodeJS.Timeout | undefined;
      const { socket } = res;
      const expiry = session && setTimeout(() => end(), session.endMs - now.getTime());
      const write = (text: string) => {
        if (res.writableLength > MAX_WAITING_BYTES) res.destroy();
        else res.write(text);
      };
      const listener = (event: LiveEvent) => {
        if (greeted && wanted(event)) write(formatEvent({ ...event, id: `${start}-${event.number}` }));
      };
      const forget = () => {
        open.delete(end);
        clearInterval(heartbeat);
        if (expiry) clearTimeout(expiry);
        session?.ended.removeEventListener('abort', end);
        socket?.removeListener('end', end);
        watcher.remove(listener);
      };
      const end = () => {
        forget();
        res.end();
      };
      open.set(end, addressOf(res));
      res.once('close', forget);
      socket?.once('end', end); // who says no more has left, here alone: an answer without an end has nothing else to go by
      session?.ended.addEventListener('abort', end);
      try {
        await watcher.add(listener);
      } catch (error) {
        forget();
        throw error;
      }
      if (!open.has(end)) return watcher.remove(listener); // the client has gone, or the server stops
      if (closing.aborted) return end();
      res.writeHead(200, EVENT_STREAM_HEADERS);
      const pipelines = watcher.states().filter(wanted);
      write(`retry: ${RETRY_MS}\n`);
      write(formatEvent({ id: `${start}-${watcher.last}`, type: 'hello', data: { time: now.toISOString(), pipelines } }));
      greeted = true;
      for (const missed of missedSince(watcher, start, lastEventId)) listener(missed);
      heartbeat = setInterval(() => write(': still here\n\n'), heartbeatMs);
    },
  };
}

/** What a client that comes back has not seen. One of another start sees the present state in `hello`. */
function missedSince(watcher: Watcher, start: string, lastEventId: string | null): LiveEvent[] {
  const number = /^([0-9a-f]{12})-([0-9]{1,15})$/.exec(lastEventId ?? '');
  return number && number[1] === start ? watcher.since(Number(number[2])) : [];
}

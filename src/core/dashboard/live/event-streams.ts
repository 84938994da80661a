import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { HttpProblem } from '../http-problem.ts';
import { formatEvent } from './format-event.ts';
import type { LiveEvent, Watcher } from './watch-artifacts.ts';

export interface StreamRequest {
  /** null: all pipelines. */
  readonly pipeline: string | null;
  readonly lastEventId: string | null;
  readonly now: Date;
}

export interface EventStreams {
  /** Sends the head and the first event, and goes on until the client goes or the server stops. Throws HttpProblem beyond the limit. */
  open(res: ServerResponse, request: StreamRequest): Promise<void>;
  /** How many are open. */
  readonly size: number;
}

const MAX_STREAMS = 100;
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
  { maxStreams = MAX_STREAMS, heartbeatMs = HEARTBEAT_MS } = {},
): EventStreams {
  // Another start of the server counts anew: its numbers must not be taken for those of this one.
  const start = randomBytes(6).toString('hex');
  const open = new Set<() => void>();
  closing.addEventListener('abort', () => {
    for (const end of [...open]) end();
  });

  return {
    get size() {
      return open.size;
    },
    async open(res, { pipeline, lastEventId, now }) {
      if (open.size >= maxStreams)
        throw new HttpProblem(503, `expected at most ${maxStreams} event streams at a time`, { 'Retry-After': '60' });
      const wanted = (event: { pipeline: string }) => pipeline === null || event.pipeline === pipeline;
      let greeted = false;
      let heartbeat: NodeJS.Timeout | undefined;
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
        watcher.remove(listener);
      };
      const end = () => {
        forget();
        res.end();
      };
      open.add(end);
      res.once('close', forget);
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

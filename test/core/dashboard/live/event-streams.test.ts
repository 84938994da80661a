import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { HttpProblem } from '../../../../src/core/dashboard/http/http-problem.ts';
import { createEventStreams } from '../../../../src/core/dashboard/live/event-streams.ts';
import type { LiveEvent, Watcher } from '../../../../src/core/dashboard/live/watch-artifacts.ts';

const test = suite('dashboard/live/event-streams');
const ASKED = { pipeline: null, lastEventId: null, now: new Date('2026-03-01T08:00:00Z') };

function makeWatcher() {
  const listeners = new Set<(event: LiveEvent) => void>();
  const watcher: Watcher = {
    add: async (listener) => void listeners.add(listener),
    remove: (listener) => void listeners.delete(listener),
    states: () => [],
    last: 7,
    since: () => [],
  };
  return { watcher, listeners };
}

/** An answer whose client reads nothing. */
class Response extends EventEmitter {
  text = '';
  status = 0;
  destroyed = false;
  ended = false;
  get writableLength() {
    return this.text.length;
  }
  writeHead(status: number) {
    this.status = status;
  }
  write(text: string) {
    this.text += text;
  }
  end() {
    this.ended = true;
    this.emit('close');
  }
  destroy() {
    this.destroyed = true;
    this.emit('close');
  }
}
const answer = () => new Response() as Response & ServerResponse;
let closing: AbortController;

test.before.each(() => {
  closing = new AbortController();
});
test.after.each(() => closing.abort()); // an open stream keeps its clock, and with it the process

const event = (number: number): LiveEvent => ({ number, type: 'acknowledgements', pipeline: 'demo', data: { pipeline: 'demo' } });

test('beyond the limit: 503 with Retry-After, until one has gone', async () => {
  const { watcher, listeners } = makeWatcher();
  const streams = createEventStreams(watcher, closing.signal, { maxStreams: 2 });
  const open = [answer(), answer()];
  for (const res of open) await streams.open(res, ASKED);
  const refused = await streams.open(answer(), ASKED).catch((error: unknown) => error);
  assert.instance(refused, HttpProblem);
  assert.equal([(refused as HttpProblem).status, (refused as HttpProblem).headers], [503, { 'Retry-After': '60' }]);
  open[0].emit('close');
  assert.equal([streams.size, listeners.size], [1, 1]);
  await streams.open(answer(), ASKED);
  assert.is(streams.size, 2);
});

test('one address has so many streams and no more', async () => {
  const streams = createEventStreams(makeWatcher().watcher, closing.signal, { maxPerAddress: 1 });
  const from = (remoteAddress: string) => Object.assign(answer(), { socket: Object.assign(new EventEmitter(), { remoteAddress }) });
  const first = from('10.0.0.1');
  await streams.open(first as unknown as ServerResponse, ASKED);
  assert.throws(() => streams.checkRoom(from('10.0.0.1') as unknown as ServerResponse), /1 event streams of one address/);
  await streams.open(from('10.0.0.2') as unknown as ServerResponse, ASKED);
  first.socket.emit('end');
  assert.equal([first.ended, streams.size], [true, 1], 'who has left makes room');
});

test('the end of the server ends every stream, and none opens after it', async () => {
  const { watcher, listeners } = makeWatcher();
  const streams = createEventStreams(watcher, closing.signal);
  const res = answer();
  await streams.open(res, ASKED);
  closing.abort();
  assert.ok(res.ended);
  const late = answer();
  await streams.open(late, ASKED);
  assert.equal([late.ended, late.status, streams.size, listeners.size], [true, 0, 0, 0]);
});

test('a client that goes while the directory is read leaves nothing behind', async () => {
  const { watcher, listeners } = makeWatcher();
  const streams = createEventStreams(watcher, closing.signal);
  const res = answer();
  const opening = streams.open(res, ASKED);
  res.emit('close');
  await opening;
  assert.equal([res.text, streams.size, listeners.size], ['', 0, 0]);
});

test('a client that does not read is dropped before it takes much memory', async () => {
  const { watcher, listeners } = makeWatcher();
  const streams = createEventStreams(watcher, closing.signal);
  const res = answer();
  await streams.open(res, ASKED);
  for (let number = 8; number < 10_000 && !res.destroyed; number++) for (const listener of listeners) listener(event(number));
  assert.ok(res.destroyed);
  assert.ok(res.text.length < 300_000, String(res.text.length));
  assert.is(listeners.size, 0);
});

test('heartbeats are comments', async () => {
  const { watcher } = makeWatcher();
  const streams = createEventStreams(watcher, closing.signal, { heartbeatMs: 1 });
  const res = answer();
  await streams.open(res, ASKED);
  await new Promise<void>((resolve) => {
    const write = res.write.bind(res);
    res.write = (text: string) => {
      write(text);
      resolve();
      return true;
    };
  });
  assert.match(res.text, /\n\n: still here\n\n$/);
  res.emit('close');
});

test.run();

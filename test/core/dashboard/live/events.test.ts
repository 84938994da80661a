import { appendFile, lutimes, rm, truncate } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { writeRun } from '../../../support/artifacts.ts';
import { closeDashboards, serveDashboard, type TestServer } from '../../../support/dashboard.ts';
import { type EventStream, openEventStream } from '../../../support/event-stream.ts';

const test = suite('dashboard/live/events');
let server: TestServer;
let streams: EventStream[] = [];

test.before.each(async () => {
  server = await serveDashboard();
});
test.after.each(async () => {
  for (const stream of streams) stream.close();
  streams = [];
  await closeDashboards();
});

async function open(query = '', headers: Record<string, string> = {}): Promise<EventStream> {
  const stream = await openEventStream(`${server.url}/api/events${query}`, headers);
  streams.push(stream);
  return stream;
}

test('hello tells the present state, then a new run comes by itself', async () => {
  const first = await writeRun(server.dir);
  const stream = await open();
  assert.is(stream.res.statusCode, 200);
  assert.is(stream.res.headers['content-type'], 'text/event-stream; charset=utf-8');
  assert.is(stream.res.headers['cache-control'], 'no-store');
  const hello = await stream.next();
  assert.is(hello.event, 'hello');
  assert.match(stream.text(), /^retry: 3000\n/);
  const [{ confirmed_at, ...state }] = hello.data.pipelines;
  assert.equal(state, {
    pipeline: 'demo',
    data: 'ok',
    run_id: first.runId,
    trust_level: 'certified',
    finished_at: '2026-03-01T06:01:00.000Z',
  });
  assert.ok(Date.parse(confirmed_at) > 0);
  const second = await writeRun(server.dir, { asOf: '2026-03-01T07:00:00.000Z', level: 'qualified' });
  let event = await stream.next();
  // Between the removal of the old link and the new one the fixture leaves none: a look may fall in between.
  while (event.data.run_id !== second.runId) event = await stream.next();
  assert.is(event.event, 'run');
  assert.is(event.data.trust_level, 'qualified');
  assert.not.equal(event.id, hello.id);
});

test('a run that is confirmed, and one that is altered, are events, too; so are acknowledgements', async () => {
  const { runId, runDir } = await writeRun(server.dir);
  const stream = await open('?pipeline=demo');
  await stream.next();
  const confirmed = new Date('2030-01-01T00:00:00Z');
  await lutimes(path.join(server.dir, 'demo', 'latest'), confirmed, confirmed);
  const event = await stream.next();
  assert.equal([event.event, event.data.run_id, event.data.confirmed_at], ['run', runId, confirmed.toISOString()]);
  await appendFile(path.join(server.dir, 'demo', 'acknowledgements.ndjson'), '{}\n');
  const acknowledged = await stream.next();
  assert.equal([acknowledged.event, acknowledged.data], ['acknowledgements', { pipeline: 'demo' }]);
  await truncate(path.join(runDir, 'anomaly_results.csv'), 10);
  const altered = await stream.next();
  assert.equal([altered.event, altered.data.data, altered.data.trust_level], ['run', 'damaged', null]);
});

test('one pipeline alone can be asked for; an unknown one is a 404', async () => {
  await writeRun(server.dir, { pipeline: 'a' });
  await writeRun(server.dir, { pipeline: 'b' });
  const stream = await open('?pipeline=b');
  const { data } = await stream.next();
  assert.equal(
    data.pipelines.map(({ pipeline }: { pipeline: string }) => pipeline),
    ['b'],
  );
  await rm(path.join(server.dir, 'a'), { recursive: true });
  await rm(path.join(server.dir, 'b'), { recursive: true });
  const gone = await stream.next();
  assert.equal([gone.event, gone.data.pipeline, gone.data.data], ['run', 'b', 'no_data']);
  assert.is((await server.get('/api/events?pipeline=b')).status, 404);
});

test('a client that comes back gets what it missed, though nobody watched meanwhile', async () => {
  await writeRun(server.dir);
  const first = await open();
  const { id } = await first.next();
  first.close();
  const { runId } = await writeRun(server.dir, { asOf: '2026-03-01T07:00:00.000Z' });
  const second = await open('', { 'last-event-id': id });
  assert.is((await second.next()).data.pipelines[0].run_id, runId);
  const missed = await second.next();
  assert.equal([missed.event, missed.data.run_id], ['run', runId]);
  // One of another start, or nonsense, gets the present state alone.
  for (const lastEventId of ['000000000000-0', 'x', `${id}9`]) {
    const stream = await open('', { 'last-event-id': lastEventId });
    assert.is((await stream.next()).event, 'hello');
    assert.not.match(stream.text(), 'event: run');
  }
});

test('HEAD gives the head alone', async () => {
  const head = await server.raw({ method: 'HEAD', path: '/api/events' });
  assert.equal([head.status, head.headers['content-type'], head.text], [200, 'text/event-stream; charset=utf-8', '']);
});

test('streams do not hold up the end of the server', async () => {
  const stream = await open();
  await stream.next();
  await server.close(); // its grace period is longer than a test may take
  await stream.ended;
});

test.run();

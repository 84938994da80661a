import { getEventListeners } from 'node:events';
import { createServer } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { InterruptedError, SourceError } from '../../../../src/core/errors.ts';
import type { CopyField } from '../../../../src/core/load/postgres/column-types.ts';
import type { CopyBatch } from '../../../../src/core/load/postgres/decode-copy.ts';
import { openSession } from '../../../../src/core/load/postgres/open-session.ts';
import { type ReadCopyOptions, readCopy } from '../../../../src/core/load/postgres/read-copy.ts';
import { streamCopy } from '../../../../src/core/load/postgres/stream-copy.ts';
import { withPostgres } from '../../../support/postgres.ts';

const test = suite('load/postgres/read-copy');
const server = withPostgres(test);

const ROWS = 200_000;
test.before(async () => {
  // Some 50 MB: more than all buffers between server and reader hold.
  await server().query(
    `create table big (id int primary key, pad text); insert into big select g, repeat('x', 250) from generate_series(1, ${ROWS}) g; analyze big`,
  );
});

function read(options: Partial<ReadCopyOptions> = {}): AsyncGenerator<CopyBatch> {
  return readCopy({
    connection: server().connectionString,
    selection: { table: 'big', orderBy: ['id'] },
    batchRows: 1000,
    connectTimeoutMs: 10_000,
    statementTimeoutMs: 60_000,
    lockTimeoutMs: 10_000,
    ...options,
  });
}

/** Asks the server until a session of oads is (or no longer is) as the condition says. */
async function sessions(condition: string, expected: number): Promise<number[]> {
  for (let attempt = 0; attempt < 5000; attempt++) {
    const rows = await server().query<{ pid: number }>(`select pid from pg_stat_activity where application_name = 'oads' and ${condition}`);
    if (rows.length === expected) return rows.map(({ pid }) => pid);
  }
  throw new Error(`expected ${expected} session(s) with ${condition}`);
}

async function countRows(batches: AsyncIterable<CopyBatch>): Promise<number> {
  let rows = 0;
  for await (const batch of batches) rows += batch.rows;
  return rows;
}

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => {
      throw new Error('expected it to fail');
    },
    (thrown: unknown) => thrown,
  );
}

test('reads all rows, however slow the reader', async () => {
  const batches = read();
  const first = await batches.next();
  assert.is(first.value?.rows, 1000);
  await sessions("wait_event = 'ClientWrite'", 1);
  assert.is(await countRows(batches), ROWS - 1000);
  await sessions('true', 0);
});

test('takes no more from the socket than the reader asks for', async () => {
  const session = await openSession({ connection: server().connectionString, connectTimeoutMs: 10_000 });
  const { stream } = session.client.connection;
  const fields: CopyField[] = [
    { name: 'id', type: 'integer', wire: 'int8' },
    { name: 'pad', type: 'text', wire: 'text' },
  ];
  const batches = streamCopy(session, 'select id::int8, pad from big', fields, { batchRows: 1000, deadlineMs: 0 });
  await batches.next();
  let before = -1;
  for (let calm = 0; calm < 20; calm = stream.bytesRead === before ? calm + 1 : 0) {
    before = stream.bytesRead;
    await sessions("wait_event = 'ClientWrite'", 1);
  }
  // Three batches of 270 kB and what one more chunk holds.
  assert.ok(stream.bytesRead < 2_000_000, `${stream.bytesRead}`);
  await batches.return(undefined);
  await session.discard();
  await sessions('true', 0);
});

test('leaving early cancels the query and closes the connection', async () => {
  for await (const batch of read()) {
    assert.is(batch.rows, 1000);
    break;
  }
  await sessions('true', 0);
});

test('a reader that throws leaves nothing behind', async () => {
  const thrown = await failureOf(
    (async () => {
      for await (const _ of read()) throw new Error('the disk is full');
    })(),
  );
  assert.is((thrown as Error).message, 'the disk is full');
  await sessions('true', 0);
});

test('a backend that is terminated in the middle is an outage', async () => {
  const batches = read();
  await batches.next();
  const [pid] = await sessions("state = 'active'", 1);
  await server().query('select pg_terminate_backend($1)', [pid]);
  const thrown = await failureOf(countRows(batches));
  assert.ok(thrown instanceof SourceError && thrown.outage, String(thrown));
  assert.is(thrown.code, 'OADS_SOURCE_LOST');
  await sessions('true', 0);
});

test('a backend that is terminated before its first row is an outage', async () => {
  const batches = read({ selection: { query: 'select 1 as id, pg_sleep(60)::text as t', orderBy: ['id'] } });
  const failed = failureOf(countRows(batches));
  const [pid] = await sessions("query like 'COPY%' and state = 'active'", 1);
  await server().query('select pg_terminate_backend($1)', [pid]);
  const thrown = await failed;
  assert.ok(thrown instanceof SourceError && thrown.outage);
  assert.match(thrown.message, /the server ended the connection \(terminating connection due to administrator command\)/);
});

test('an error of the server in the middle rejects the read after the rows before it', async () => {
  const broken = `select id, 100 / (150000 - id) as n from big where id > 0`;
  let rows = 0;
  const thrown = await failureOf(
    (async () => {
      for await (const batch of read({ selection: { query: broken, orderBy: ['id'] } })) rows += batch.rows;
    })(),
  );
  assert.ok(thrown instanceof SourceError && !thrown.outage);
  assert.match(thrown.message, /22012 \(division by zero\)/);
  assert.is(rows, 149_000);
  await sessions('true', 0);
});

test('an abort ends a query that has no row yet', async () => {
  const stop = new AbortController();
  const failed = failureOf(
    countRows(read({ selection: { query: 'select 1 as id, pg_sleep(60)::text as t', orderBy: ['id'] }, signal: stop.signal })),
  );
  await sessions("query like 'COPY%' and state = 'active'", 1);
  stop.abort();
  assert.instance(await failed, InterruptedError);
  await sessions('true', 0);
  assert.is(getEventListeners(stop.signal, 'abort').length, 0);
});

test('an abort between two batches ends the read with its reason', async () => {
  const stop = new AbortController();
  const reason = new InterruptedError('stopped by hand');
  const batches = read({ signal: stop.signal });
  await batches.next();
  stop.abort(reason);
  assert.is(await failureOf(batches.next()), reason);
  await sessions('true', 0);
  assert.is(getEventListeners(stop.signal, 'abort').length, 0);
});

test('an abort ends an attempt to connect', async () => {
  const stop = new AbortController();
  const silent = createServer((socket) => {
    socket.resume();
    stop.abort();
  });
  const port = await new Promise<number>((resolve) => {
    silent.listen(0, '127.0.0.1', () => resolve((silent.address() as { port: number }).port));
  });
  assert.instance(
    await failureOf(read({ connection: `postgres://u:p@127.0.0.1:${port}/d`, signal: stop.signal }).next()),
    InterruptedError,
  );
  assert.is(getEventListeners(stop.signal, 'abort').length, 0);
  await new Promise((resolve) => silent.close(resolve));
});

test('an abort before the start connects nowhere', async () => {
  const thrown = await failureOf(read({ connection: 'postgres://u:p@127.0.0.1:1/d', signal: AbortSignal.abort() }).next());
  assert.instance(thrown, InterruptedError);
});

test('a finished read leaves no listener on the signal', async () => {
  const { signal } = new AbortController();
  await countRows(read({ signal, selection: { query: 'select 1 as id', orderBy: ['id'] } }));
  assert.is(getEventListeners(signal, 'abort').length, 0);
});

test('a server that goes silent is given up', async () => {
  const session = await openSession({ connection: server().connectionString, connectTimeoutMs: 10_000 });
  const batches = streamCopy(session, 'select pg_sleep(60)::text', [{ name: 't', type: 'text', wire: 'text' }], {
    batchRows: 10,
    deadlineMs: 20,
  });
  const thrown = await failureOf(batches.next());
  assert.ok(thrown instanceof SourceError && thrown.outage && thrown.code === 'OADS_SOURCE_TIMEOUT');
  await session.discard();
  await sessions('true', 0);
});

test('all of it is one snapshot', async () => {
  await server().query(
    'create table moving (id int primary key, pad text); insert into moving select g, repeat($$x$$, 250) from generate_series(1, 100000) g',
  );
  const batches = read({ selection: { table: 'moving', orderBy: ['id'] } });
  const first = await batches.next();
  await server().query('delete from moving where id % 2 = 0');
  assert.is((first.value?.rows ?? 0) + (await countRows(batches)), 100_000);
});

test.run();

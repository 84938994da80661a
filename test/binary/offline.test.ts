import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findBinary, hasBinary } from '../support/binary.ts';
import { npmCommand, root, scratchDir } from '../support/cli.ts';
import { csvOfDepartures } from '../support/departures.ts';
import { whyNoBareRoot } from '../support/executable/bare-root.ts';
import { startTestPostgres } from '../support/postgres.ts';
import { readAddress } from '../support/read-address.ts';
import { BOUND, readBound } from '../support/read-bound.ts';
import { listStrays, readCalls, straceTo, traceCalls, USER_DATABASE, whyUntraceable } from '../support/trace-calls.ts';

const test = suite('offline: system calls');
const AS_OF = '2026-01-04T00:00:00Z';
const PLAIN = { version: 1, pipeline: 'p', key: ['id'], contract: { columns: { id: { type: 'integer' } } } };
const reason = hasBinary ? whyUntraceable() : 'an executable is made for Linux on x64 and arm64 alone';

if (reason === undefined) {
  let scratch: Awaited<ReturnType<typeof scratchDir>>;
  let home = '';
  let work = '';
  let env: Record<string, string> = {};
  let binary = '';
  let traces = 0;
  const nextFile = () => path.join(scratch.dir, `trace-${traces++}`);

  test.before(async () => {
    binary = await findBinary();
    scratch = await scratchDir();
    const dir = realpathSync(scratch.dir);
    [home, work] = [path.join(dir, 'home'), path.join(dir, 'work')];
    for (const made of [home, work, path.join(dir, 'tmp')]) mkdirSync(made);
    env = { PATH: '/usr/bin:/bin', HOME: home, TMPDIR: path.join(dir, 'tmp'), OADS_CACHE_DIR: path.join(dir, 'cache') };
    writeFileSync(path.join(work, 'departures.csv'), csvOfDepartures(3000));
    const source = { loader: 'file', options: { path: 'departures.csv' } };
    writeFileSync(path.join(work, 'plain.yaml'), JSON.stringify({ ...PLAIN, source }));
  });
  test.after(() => scratch.remove());

  /** Opens no socket, and makes nothing but below the working, the cache and the temporary directory, and `kept`. */
  const assertAlone = (command: readonly string[], kept: readonly string[] = []) => {
    const { code, stdout, stderr, calls } = traceCalls(command, { file: nextFile(), cwd: work, env });
    assert.is(code, 0, `${stdout.slice(-2000)}${stderr.slice(-2000)}`);
    assert.equal(
      calls.sockets.filter((call) => !USER_DATABASE.test(call)),
      [],
    );
    assert.equal(listStrays(calls.made, [work, env.TMPDIR, env.OADS_CACHE_DIR, ...kept]), []);
    return calls.made;
  };

  // Where the executable has a root directory of its own, chroot.test.ts traces there what comes to a result; plugins.test.ts an installation.
  const isTracedInRoot = whyNoBareRoot() === undefined;
  const results = [
    ['demo', '--no-serve'],
    ['init', '--from', 'departures.csv'],
    ['fit', '--as-of', AS_OF],
    ['run', '--as-of', AS_OF],
  ];
  // `doctor` is the first run: unpacks, and starts others.
  for (const args of [['--version'], ['doctor'], ...(isTracedInRoot ? [] : results)]) {
    test(`the executable: ${args.join(' ')} connects to nothing`, () => {
      const made = assertAlone([binary, ...args]);
      assert.is(made.length > 0, args[0] !== '--version', 'the trace sees what is made');
    });
  }

  test('bin/run.js: a check connects to nothing', () => {
    // What V8 compiled lies beside the program, whoever may write there.
    assertAlone([...npmCommand, 'check', '-c', 'plain.yaml', '--as-of', AS_OF], [path.join(root, 'dist', 'compiled')]);
    assert.equal(existsSync(path.join(home, '.cache')), false);
  });

  if (!isTracedInRoot)
    test('serve binds the one address it tells, and connects to nothing', async () => {
      const file = nextFile();
      const [strace, ...args] = [...straceTo(file), binary, 'serve', '--port', '0'];
      const child = spawn(strace, args, { cwd: work, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
      const address = await readAddress(child).finally(() => child.pid && process.kill(-child.pid, 'SIGTERM'));
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      assert.is(address.hostname, '127.0.0.1');
      assert.equal(readBound(readCalls(file, work)), BOUND);
    });

  test('a run on PostgreSQL connects to that host and port alone', async () => {
    const server = await startTestPostgres();
    try {
      await server.query('CREATE TABLE departures AS SELECT id, id % 60 AS delay FROM generate_series(1, 3000) AS id');
      const config = path.join(work, 'postgres.yaml');
      const { hostname, port } = new URL(server.connectionString);
      const source = { loader: 'postgres', options: { connection: '${OADS_TEST_DATABASE}', table: 'departures', order_by: ['id'] } };
      writeFileSync(config, JSON.stringify({ ...PLAIN, source }));
      const traced = traceCalls([binary, 'check', '-c', config], {
        file: nextFile(),
        cwd: work,
        env: { ...env, OADS_TEST_DATABASE: server.connectionString },
      });
      assert.is(traced.code, 0, traced.stdout + traced.stderr);
      const connected = traced.calls.sockets.filter((call) => call.startsWith('connect(') && !USER_DATABASE.test(call));
      assert.ok(connected.length > 0);
      for (const call of connected) assert.ok(call.includes(`sin_port=htons(${port}), sin_addr=inet_addr("${hostname}")`), call);
    } finally {
      await server.stop();
    }
  });
} else if (process.env.CI) {
  test(reason, () => assert.unreachable(reason));
} else {
  test.skip(reason, () => {});
}

test.run();

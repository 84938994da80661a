import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startPostgres } from '../../scripts/embedded-postgres.mjs';
import { startTestPostgres, withPostgres } from '../support/postgres.ts';

const MODULE = new URL('../../scripts/embedded-postgres.mjs', import.meta.url).href;

async function rejection(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => {
      throw new Error('expected a rejection');
    },
    (error: Error) => error,
  );
}

/** The server's process is gone, which only the system can say. */
async function awaitEnd(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const running = suite('scripts/embedded-postgres: a server');
const server = withPostgres(running);

running('answers on 127.0.0.1, in UTC and UTF-8', async () => {
  const [row] = await server().query<{ zone: string; encoding: string; addresses: string; sockets: string }>(
    `SELECT current_setting('timezone') AS zone, current_setting('server_encoding') AS encoding,
            current_setting('listen_addresses') AS addresses, current_setting('unix_socket_directories') AS sockets`,
  );
  assert.equal({ ...row }, { zone: 'UTC', encoding: 'UTF8', addresses: '127.0.0.1', sockets: '' });
});

running('takes parameters, and several statements in one text', async () => {
  assert.equal(await server().query('SELECT $1::int + 1 AS n', [41]), [{ n: 42 }]);
  assert.equal(await server().query('CREATE TABLE t (a int); INSERT INTO t VALUES (7); SELECT a FROM t'), [{ a: 7 }]);
});

running('refuses a wrong password', async () => {
  const { host, port, user, database } = server();
  const client = new pg.Client({ host, port, user, database, password: 'guess' });
  assert.is(((await rejection(client.connect())) as Error & { code?: string }).code, '28P01');
});

running('leaves nothing in the home directory', () => {
  assert.not(readdirSync(homedir()).some((name) => /pg|postgres|psql/i.test(name)));
});

const lifetime = suite('scripts/embedded-postgres: its life');
let directory = '';
/** One cluster for all: creating it is what takes time. */
let dataDir = '';

/** A process that starts the server, says its pid, and goes on as `then` says. */
async function startElsewhere(then: string): Promise<{ parent: ChildProcess; pid: number }> {
  const script = `
    const { startPostgres } = await import(${JSON.stringify(MODULE)});
    const { pid } = await startPostgres({ dataDir: ${JSON.stringify(dataDir)} });
    process.stdout.write(String(pid));
    ${then}`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = await once(parent.stdout, 'data');
  return { parent, pid: Number(String(said)) };
}

lifetime.before(async () => {
  directory = mkdtempSync(join(tmpdir(), 'oads-postgres-test-'));
  // As root the server has another account, which has to get through.
  chmodSync(directory, 0o711);
  dataDir = join(directory, 'kept', 'data');
  // Created, not copied: that is what is tried here.
  const first = await startTestPostgres({ dataDir, template: undefined });
  await first.query('CREATE TABLE t (a int); INSERT INTO t VALUES (7)');
  await first.stop();
});

lifetime.after(() => {
  rmSync(directory, { recursive: true, force: true });
});

lifetime('a cluster that is kept has its rows at the next start', async () => {
  const next = await startTestPostgres({ dataDir });
  assert.equal(await next.query('SELECT a FROM t'), [{ a: 7 }]);
  await next.stop();
});

lifetime('stop() ends the server and removes data that nobody asked to keep, also when called twice', async () => {
  const scratch = await startTestPostgres();
  assert.ok(existsSync(scratch.dataDir));
  await Promise.all([scratch.stop(), scratch.stop()]);
  await awaitEnd(scratch.pid);
  assert.not(existsSync(dirname(scratch.dataDir)));
});

lifetime('servers on copies of one template have its password and data of their own', async () => {
  const template = join(directory, 'template');
  const first = await startTestPostgres({ template });
  const second = await startTestPostgres({ template });
  try {
    assert.is(second.password, first.password);
    await first.query('CREATE TABLE mine (a int)');
    assert.equal(await second.query(`SELECT to_regclass('mine') AS mine`), [{ mine: null }]);
    assert.not(existsSync(join(template, 'postmaster.pid')), 'nobody serves the template');
  } finally {
    await Promise.all([first.stop(), second.stop()]);
  }
  assert.ok(existsSync(join(template, 'PG_VERSION')), 'it stays');
});

lifetime('a parent that is killed takes its server along, and the data can be used again', async () => {
  const { parent, pid } = await startElsewhere('setInterval(() => {}, 1000);');
  parent.kill('SIGKILL');
  const next = await startTestPostgres({ dataDir });
  assert.is.not(next.pid, pid);
  assert.equal(await next.query('SELECT a FROM t'), [{ a: 7 }]);
  await next.stop();
  await awaitEnd(pid);
});

lifetime('a caller that forgets stop() can end, and the server does', async () => {
  const { pid } = await startElsewhere('');
  await awaitEnd(pid);
});

lifetime('a stale pid file does not stop it, even one that names a living process', async () => {
  writeFileSync(join(dataDir, 'postmaster.pid'), `${process.pid}\n${dataDir}\n`);
  const next = await startPostgres({ dataDir });
  await next.stop();
});

lifetime('a wrong password for a cluster that is kept is an error, and no server stays', async () => {
  assert.match((await rejection(startPostgres({ dataDir, password: 'guess' }))).message, 'refused oads');
  assert.not(existsSync(join(dataDir, 'postmaster.pid')));
});

lifetime('a port that is taken is named in the error', async () => {
  const occupant = createServer().listen(0, '127.0.0.1');
  await once(occupant, 'listening');
  const { port } = occupant.address() as AddressInfo;
  try {
    assert.match((await rejection(startPostgres({ dataDir, port }))).message, 'Address already in use');
  } finally {
    occupant.close();
  }
});

lifetime('other files are not overwritten', async () => {
  const other = join(directory, 'other');
  mkdirSync(other);
  writeFileSync(join(other, 'letter.txt'), 'mine');
  assert.match((await rejection(startPostgres({ dataDir: other }))).message, 'expected a PostgreSQL cluster or an empty directory');
  assert.equal(readdirSync(other), ['letter.txt']);
});

lifetime('a data directory behind a closed door is replaced by one that the account can reach', async () => {
  // Any other account than root runs the server itself.
  if (process.getuid?.() !== 0) return;
  const closed = join(directory, 'closed');
  mkdirSync(closed, { mode: 0o700 });
  const lines: string[] = [];
  const first = await startTestPostgres({ dataDir: join(closed, 'data'), log: (line) => lines.push(line) });
  await first.stop();
  assert.not(first.dataDir.startsWith(closed));
  assert.ok(lines.some((line) => line.includes(first.dataDir)));
  const second = await startPostgres({ dataDir: join(closed, 'data') });
  await second.stop();
  assert.is(second.dataDir, first.dataDir);
  rmSync(first.dataDir, { recursive: true });
});

running.run();
lifetime.run();

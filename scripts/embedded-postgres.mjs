// A real PostgreSQL server out of node_modules, for `npm start` and the tests: nothing to install, nothing left behind.
// It serves 127.0.0.1 alone, with a password, and ends when its parent ends, however that comes about.
import { execFile, execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { prepareBinaries } from './postgres-binaries.mjs';
import { findAccount, mayEnter, runAs, temporaryDirectories } from './server-account.mjs';

const HOST = '127.0.0.1';
const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 10_000;
const PREVIOUS_OWNER_GONE_WITHIN_MS = 10_000;
const POLL_MS = 25;
const PASSWORD_FILE = 'oads-password';
/** The data can be loaded again: no waiting for the disk, no log for replicas. */
const SETTINGS = {
  listen_addresses: HOST,
  unix_socket_directories: '',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '4GB',
  log_checkpoints: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

/**
 * The pipe on stdin closes when the parent calls `stop()`, exits, crashes or is killed; each way the server gets its
 * fast shutdown. A shell starts background jobs with SIGINT ignored until the server installs its handler, hence the loop.
 */
const WATCHED_SERVER = `
exec 3<&0
"$@" 3<&- </dev/null &
server=$!
( read -r _ <&3; while kill -INT "$server"; do sleep 1; done ) 2>/dev/null &
watch=$!
wait "$server"
code=$?
kill "$watch" 2>/dev/null
[ -z "$OADS_SCRATCH" ] || rm -rf "$OADS_SCRATCH" 2>/dev/null
exit "$code"
`;

/** Types and meaning of the options are in embedded-postgres.d.mts. */
export async function startPostgres({ dataDir, template, port, user = 'oads', password, log = () => {} } = {}) {
  if (process.platform === 'win32') throw new Error('the embedded PostgreSQL runs on Linux and macOS, not on Windows');
  const account = findAccount();
  const native = prepareBinaries(account, log);
  const place = dataDir === undefined ? makeScratch(account) : choosePlace(resolve(dataDir), account, log);
  try {
    if (!existsSync(join(place.dataDir, 'PG_VERSION'))) {
      if (template !== undefined && existsSync(template)) copyCluster(template, place.dataDir);
      else await initialise(native, place, account, { user, password, isCopied: template !== undefined, log });
      if (template !== undefined && !existsSync(template)) copyCluster(place.dataDir, template);
    }
    const secret = password ?? readPassword(place.dataDir);
    await awaitPreviousOwner(place.dataDir);
    return await launch(native, place, account, { port, user, password: secret, log });
  } catch (error) {
    if (place.scratch !== undefined) rmSync(place.scratch, { recursive: true, force: true });
    throw error;
  }
}

/** Data that nobody asked to keep. */
function makeScratch(account) {
  const base = temporaryDirectories().find((directory) => mayEnter(directory, account));
  if (base === undefined) throw new Error(`expected a temporary directory that ${account?.name ?? 'this user'} may enter, got none`);
  const scratch = mkdtempSync(join(base, 'oads-postgres-'));
  give(scratch, account);
  return { scratch, dataDir: join(scratch, 'data') };
}

/** The directory asked for, or one in the temporary directory that stands for it if the server's account cannot get there. */
function choosePlace(dataDir, account, log) {
  mkdirSync(dirname(dataDir), { recursive: true });
  if (mayEnter(dirname(dataDir), account)) return { dataDir };
  const key = createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
  const base = temporaryDirectories().find((directory) => mayEnter(directory, account));
  if (base === undefined) throw new Error(`expected a directory that ${account.name} may enter for the data, got none`);
  const instead = join(base, `oads-postgres-data-${key}`);
  const stats = lstatSync(instead, { throwIfNoEntry: false });
  if (stats !== undefined && !(stats.isDirectory() && stats.uid === account.uid)) {
    throw new Error(`expected ${instead} to be a directory of ${account.name}, got something else: remove it`);
  }
  log(`${account.name} may not enter ${dirname(dataDir)}: the data is kept in ${instead}`);
  return { dataDir: instead };
}

function give(path, account) {
  chmodSync(path, 0o700);
  if (account !== undefined) chownSync(path, account.uid, account.gid);
}

/** Creates the cluster beside its place and renames it: one that is there is complete. */
async function initialise(native, place, account, { user, password, isCopied, log }) {
  if (existsSync(place.dataDir) && readdirSync(place.dataDir).length > 0) {
    throw new Error(`expected a PostgreSQL cluster or an empty directory in ${place.dataDir}, got other files`);
  }
  sweepStaged(place.dataDir);
  const staged = `${place.dataDir}.init-${process.pid}`;
  mkdirSync(staged, { recursive: true });
  give(staged, account);
  const secret = password ?? randomBytes(16).toString('hex');
  const passwordFile = `${staged}.password`;
  writeFileSync(passwordFile, `${secret}\n`, { mode: 0o600 });
  if (account !== undefined) chownSync(passwordFile, account.uid, account.gid);
  const options = ['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-sync', '--no-instructions'];
  // A segment of the log has 16 MB otherwise, nearly half of a new cluster.
  if (isCopied) options.push('--wal-segsize=1');
  log('creating a PostgreSQL cluster');
  try {
    await promisify(execFile)(
      join(native, 'bin', 'initdb'),
      ['-D', staged, '-U', user, `--pwfile=${passwordFile}`, ...options],
      runAs(account, staged),
    );
    renameSync(passwordFile, join(staged, PASSWORD_FILE));
    if (existsSync(place.dataDir)) rmdirSync(place.dataDir);
    renameSync(staged, place.dataDir);
  } catch (error) {
    rmSync(staged, { recursive: true, force: true });
    rmSync(passwordFile, { force: true });
    throw new Error(`creating a PostgreSQL cluster in ${place.dataDir} failed: ${String(error.stderr || error.message).trim()}`, {
      cause: error,
    });
  }
}

/** As cp does it: owner and modes stay. Beside its place and renamed, and none the worse if another process was first. */
function copyCluster(from, to) {
  const staged = `${to}.init-${process.pid}`;
  execFileSync('cp', ['-a', from, staged]);
  try {
    renameSync(staged, to);
  } catch (error) {
    rmSync(staged, { recursive: true, force: true });
    if (!['EEXIST', 'ENOTEMPTY'].includes(error.code)) throw error;
  }
}

function sweepStaged(dataDir) {
  const prefix = `${basename(dataDir)}.init-`;
  for (const name of readdirSync(dirname(dataDir))) {
    if (!name.startsWith(prefix) || isAlive(Number.parseInt(name.slice(prefix.length), 10))) continue;
    rmSync(join(dirname(dataDir), name), { recursive: true, force: true });
  }
}

function readPassword(dataDir) {
  const path = join(dataDir, PASSWORD_FILE);
  if (!existsSync(path)) throw new Error(`expected ${path}, or a password for the cluster in ${dataDir}, got neither`);
  return readFileSync(path, 'utf8').trim();
}

/** The server of a parent that was killed takes a moment to leave; a pid file whose process is gone, or is not a server, is stale. */
async function awaitPreviousOwner(dataDir) {
  const path = join(dataDir, 'postmaster.pid');
  const deadlineMs = performance.now() + PREVIOUS_OWNER_GONE_WITHIN_MS;
  while (existsSync(path)) {
    const pid = Number.parseInt(readFileSync(path, 'utf8'), 10);
    if (!isServer(pid)) return rmSync(path, { force: true });
    if (performance.now() > deadlineMs)
      throw new Error(`the data in ${dataDir} is in use by another server (process ${pid}): stop that one first`);
    await sleep(POLL_MS);
  }
}

function isServer(pid) {
  if (!isAlive(pid)) return false;
  if (process.platform !== 'linux') return true;
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'postgres';
  } catch {
    return false;
  }
}

function isAlive(pid) {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

async function launch(native, place, account, options) {
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await findFreePort());
    const server = spawnServer(native, place, account, port, options.log);
    try {
      await awaitReady(server, place.dataDir, { host: HOST, port, user: options.user, password: options.password, database: 'postgres' });
    } catch (error) {
      await server.stop();
      // Another process can take a free port before the server does.
      const isTaken = options.port === undefined && error.message.includes('Address already in use');
      if (isTaken && attempt < 3) continue;
      throw error;
    }
    const credentials = `${encodeURIComponent(options.user)}:${encodeURIComponent(options.password)}`;
    return {
      connectionString: `postgres://${credentials}@${HOST}:${port}/postgres`,
      host: HOST,
      port,
      user: options.user,
      password: options.password,
      database: 'postgres',
      dataDir: place.dataDir,
      pid: Number.parseInt(readFileSync(join(place.dataDir, 'postmaster.pid'), 'utf8'), 10),
      stop: async () => {
        await server.stop();
        if (place.scratch !== undefined) rmSync(place.scratch, { recursive: true, force: true });
      },
    };
  }
}

function spawnServer(native, place, account, port, log) {
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const command = [join(native, 'bin', 'postgres'), '-D', place.dataDir, '-p', String(port), ...settings];
  const { env, ...as } = runAs(account, place.dataDir);
  // Its own process group: Ctrl-C is for the parent, which stops the server last.
  const child = spawn('/bin/sh', ['-c', WATCHED_SERVER, 'sh', ...command], {
    ...as,
    env: { ...env, OADS_SCRATCH: place.scratch ?? '' },
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const server = { lines: [], exited: false, stop: undefined };
  const ended = new Promise((done) => {
    child.once('error', (error) => done(server.lines.push(error.message)));
    child.once('close', done);
  }).then(() => {
    server.exited = true;
  });
  child.stdin.on('error', () => {});
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (text) => {
    for (const line of text.split('\n').filter((part) => part !== '')) {
      server.lines = [...server.lines.slice(-19), line];
      log(line);
    }
  });
  // A caller that forgets `stop()` can still end, and the server with it.
  for (const handle of [child, child.stdin, child.stderr]) handle.unref();
  server.stop = async () => {
    child.stdin.end();
    const kill = setTimeout(() => killGroup(child.pid), STOP_WITHIN_MS);
    await ended;
    clearTimeout(kill);
  };
  return server;
}

function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** Ready is when it says so in its pid file, as pg_ctl reads it, and then answers a query. */
async function awaitReady(server, dataDir, connection) {
  const deadlineMs = performance.now() + READY_WITHIN_MS;
  while (!isReady(dataDir)) {
    if (server.exited) throw new Error(`PostgreSQL did not start: ${server.lines.join('\n')}`);
    if (performance.now() > deadlineMs) throw new Error(`PostgreSQL was not ready within ${READY_WITHIN_MS / 1_000} s`);
    await sleep(POLL_MS);
  }
  const { default: pg } = await import('pg');
  const client = new pg.Client(connection);
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('SELECT 1');
  } catch (cause) {
    throw new Error(`PostgreSQL started and refused ${connection.user}: ${cause.message}`, { cause });
  } finally {
    await client.end().catch(() => {});
  }
}

/** The eighth line is the server's state (miscadmin.h, LOCK_FILE_LINE_PM_STATUS). */
function isReady(dataDir) {
  try {
    return readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[7]?.trim() === 'ready';
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

function findFreePort() {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, HOST, () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { acquireLock } from '../../../src/core/artifacts/lock.ts';
import { StoreError } from '../../../src/core/errors.ts';

const test = suite('artifacts/lock');

const now = () => new Date('2026-03-01T06:00:00Z');
let dir: string;
let file: string;
test.before.each(() => {
  dir = mkdtempSync(join(tmpdir(), 'oads-lock-'));
  file = join(dir, '.lock');
});
test.after.each(() => rmSync(dir, { recursive: true }));

const holder = (change: object) => JSON.stringify({ pid: process.pid, host: hostname(), since: '2026-01-01T00:00:00.000Z', ...change });

/** The id of a process that has ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

async function refusal(): Promise<StoreError> {
  const error = await acquireLock(file, now).then(
    () => assert.unreachable('expected to be locked out'),
    (thrown: unknown) => thrown,
  );
  assert.instance(error, StoreError);
  assert.is((error as StoreError).code, 'OADS_STORE_LOCKED');
  assert.is((error as StoreError).exitCode, 3);
  return error as StoreError;
}

test('the lock says who holds it, only to its owner, and is gone after release', async () => {
  const lock = await acquireLock(file, now);
  const { pid, host, since } = JSON.parse(readFileSync(file, 'utf8'));
  assert.equal({ pid, host, since }, { pid: process.pid, host: hostname(), since: '2026-03-01T06:00:00.000Z' });
  assert.is(statSync(file).mode & 0o777, 0o600);
  await lock.release();
  assert.equal(readdirSync(dir), []);
});

test('a held lock refuses with who holds it and what to do', async () => {
  const lock = await acquireLock(file, now);
  const error = await refusal();
  assert.match(error.message, new RegExp(`process ${process.pid} on ${hostname()} since 2026-03-01T06:00:00`));
  assert.match(error.hint ?? '', /remove .*\.lock/);
  await lock.release();
  await (await acquireLock(file, now)).release();
});

test('the lock of another living process is respected and left as it is', async () => {
  const content = holder({ pid: process.ppid });
  writeFileSync(file, content);
  await refusal();
  assert.is(readFileSync(file, 'utf8'), content);
  assert.equal(readdirSync(dir), ['.lock']);
});

test('the lock of a dead process is taken over', async () => {
  writeFileSync(file, holder({ pid: deadPid() }));
  const lock = await acquireLock(file, now);
  assert.is(JSON.parse(readFileSync(file, 'utf8')).pid, process.pid);
  await lock.release();
  assert.equal(readdirSync(dir), []);
});

test('an old lock with the id of this very process is stale: a container gives the same ids again', async () => {
  writeFileSync(file, holder({}));
  await (await acquireLock(file, now)).release();
  assert.equal(readdirSync(dir), []);
});

test('on another host nobody can look: the lock is respected', async () => {
  writeFileSync(file, holder({ pid: deadPid(), host: 'elsewhere.example' }));
  assert.match((await refusal()).message, /on elsewhere\.example/);
});

test('a torn or foreign file is no lock', async () => {
  for (const content of ['', '{"pid": 12', 'null', '{}', '[]', '{"pid":"x","host":"h"}', holder({ pid: 0 }), holder({ pid: -1 })]) {
    writeFileSync(file, content);
    await (await acquireLock(file, now)).release();
    assert.equal(readdirSync(dir), [], content);
  }
});

test('of many at once never two have it, whether there was a stale lock or none', async () => {
  const stale = holder({ pid: deadPid() });
  for (let round = 0; round < 20; round++) {
    if (round % 2 === 0) writeFileSync(file, stale);
    const attempts = await Promise.allSettled(Array.from({ length: 8 }, () => acquireLock(file, now)));
    const taken = attempts.filter((attempt) => attempt.status === 'fulfilled');
    assert.is(taken.length, 1, `round ${round}`);
    await taken[0].value.release();
    assert.equal(readdirSync(dir), []);
  }
});

test('a stale lock that another run takes over first is that run’s', async () => {
  writeFileSync(file, holder({ pid: deadPid() }));
  const living = holder({ pid: process.ppid });
  let looks = 0;
  // The clock is read a second time between the look at the stale lock and its replacement.
  const clock = () => {
    if (++looks === 2) writeFileSync(file, living);
    return now();
  };
  const error = await acquireLock(file, clock).catch((thrown: unknown) => thrown);
  assert.is((error as StoreError).code, 'OADS_STORE_LOCKED');
  assert.is(looks, 2);
  assert.is(readFileSync(file, 'utf8'), living);
  assert.equal(readdirSync(dir), ['.lock']);
});

test('a run that was killed while it took a lock over does not block the next one', async () => {
  const stale = holder({ pid: deadPid() });
  writeFileSync(file, stale);
  writeFileSync(`${file}.${createHash('sha256').update(stale).digest('hex').slice(0, 16)}`, holder({ pid: deadPid() }));
  await (await acquireLock(file, now)).release();
  assert.equal(readdirSync(dir), []);
});

test('release leaves a lock that has become another run’s', async () => {
  const lock = await acquireLock(file, now);
  writeFileSync(file, holder({ pid: process.ppid }));
  await lock.release();
  assert.ok(statSync(file).isFile());
});

test('what is no matter of locking is thrown as it is', async () => {
  const error = await acquireLock(join(dir, 'none', '.lock'), now).catch((thrown: unknown) => thrown);
  assert.is((error as { code?: string }).code, 'ENOENT');
});

test('a directory in place of the lock is named as what is in the way', async () => {
  mkdirSync(file);
  const error = await acquireLock(file, now).catch((thrown: unknown) => thrown);
  assert.instance(error, StoreError);
  assert.is((error as StoreError).code, 'OADS_STORE_DENIED');
  assert.match((error as StoreError).message, /^expected to take the lock .*\.lock, got a directory there$/);
  assert.equal(readdirSync(dir), ['.lock']);
});

test.run();

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { mock } from 'node:test';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { acquireLock, sweepLockLitter } from '../../../../src/core/artifacts/lock/lock.ts';
import { type Machine, SILENT_MS, thisMachine } from '../../../../src/core/artifacts/lock/lock-holder.ts';
import { StoreError } from '../../../../src/core/errors.ts';

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

/** Runs `work` where the file system knows no hard links. */
async function withoutLinks(work: () => Promise<void>): Promise<void> {
  const promises = createRequire(import.meta.url)('node:fs/promises');
  const link = mock.method(promises, 'link', () => Promise.reject(Object.assign(new Error('EPERM: link'), { code: 'EPERM' })));
  syncBuiltinESMExports();
  try {
    await work();
  } finally {
    link.mock.restore();
    syncBuiltinESMExports();
  }
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

test('on another host nobody can look: a lock that promised no heartbeat is respected, however old', async () => {
  writeFileSync(file, holder({ pid: deadPid(), host: 'elsewhere.example' }));
  touch(Date.now() - 100 * SILENT_MS);
  assert.match((await refusal()).message, /on elsewhere\.example/);
});

/** Sets the time at which the lock was touched last. */
function touch(ms: number): void {
  utimesSync(file, ms / 1000, ms / 1000);
}

test('the lock of another host is its own while it is touched, and is taken over after a minute of silence', async () => {
  const content = holder({ pid: process.pid, host: 'elsewhere.example', heartbeat_ms: 10_000 });
  for (const silentMs of [0, SILENT_MS / 2]) {
    writeFileSync(file, content);
    touch(Date.now() - silentMs);
    await refusal();
    assert.is(readFileSync(file, 'utf8'), content);
  }
  touch(Date.now() - SILENT_MS - 1000);
  await (await acquireLock(file, now)).release();
  assert.equal(readdirSync(dir), []);
});

test('silence is judged by the clock of the file system, not by that of the process', async () => {
  writeFileSync(file, holder({ host: 'elsewhere.example', heartbeat_ms: 10_000 }));
  const wrong = () => new Date(Date.now() + 3_600_000);
  const error = (await acquireLock(file, wrong).catch((thrown: unknown) => thrown)) as StoreError;
  assert.is(error.code, 'OADS_STORE_LOCKED');
});

/** A machine on which the process 7 runs, since tick 500. */
const machine: Machine = {
  host: 'here',
  pid: 9,
  place: 'boot-a pid:[1]',
  startOf: (pid) => ({ 7: '500', 9: '900' })[pid],
  isRunning: (pid) => pid === 7 || pid === 9,
};

async function isTaken(change: object, silentMs = 0, on = machine): Promise<boolean> {
  writeFileSync(file, holder({ host: 'here', pid: 7, heartbeat_ms: 10_000, ...change }));
  touch(Date.now() - silentMs);
  const lock = await acquireLock(file, now, on).catch(() => undefined);
  await lock?.release();
  rmSync(file, { force: true });
  return lock !== undefined;
}

test('a process id that another process has by now is recognised by when it began', async () => {
  assert.not(await isTaken({ place: 'boot-a pid:[1]', started: '500' }, 2 * SILENT_MS), 'it runs, however silent');
  assert.ok(await isTaken({ place: 'boot-a pid:[1]', started: '400' }));
  assert.ok(await isTaken({ place: 'boot-a pid:[1]', pid: 9, started: '800' }), 'our own id, used before');
  assert.ok(await isTaken({ place: 'boot-a pid:[1]', pid: 8, started: '500' }), 'it has ended');
  assert.not(await isTaken({ started: '500' }), 'where nothing tells processes apart, a running one counts');
});

test('in another container, or a boot ago, a process id means nothing: the heartbeat decides', async () => {
  for (const place of ['boot-a pid:[2]', 'boot-b pid:[1]']) {
    for (const pid of [7, 8, 9]) {
      assert.not(await isTaken({ place, pid, started: '1' }), `${place}, process ${pid}`);
      assert.ok(await isTaken({ place, pid, started: '1' }, SILENT_MS + 1000), `${place}, process ${pid}`);
    }
  }
});

test('where /proc is not to be had, the process id alone decides', async () => {
  const plain: Machine = { ...machine, place: undefined, startOf: () => undefined };
  assert.not(await isTaken({ pid: 7 }, 0, plain));
  assert.ok(await isTaken({ pid: 8 }, 0, plain));
});

test('Linux tells processes apart', async () => {
  if (process.platform !== 'linux') return;
  assert.match(thisMachine.place ?? '', /^[0-9a-f-]{36} pid:\[\d+\]$/);
  assert.match(thisMachine.startOf(process.pid) ?? '', /^\d+$/);
  assert.is(thisMachine.startOf(deadPid()), undefined);
  const lock = await acquireLock(file, now);
  const { place, started } = JSON.parse(readFileSync(file, 'utf8'));
  assert.equal([place, started], [thisMachine.place, thisMachine.startOf(process.pid)]);
  await lock.release();
  writeFileSync(file, holder({ pid: process.ppid, place, started: '1' }));
  await (await acquireLock(file, now)).release();
});

test('the holder touches its lock, and never that of its successor', async () => {
  mock.timers.enable({ apis: ['setInterval'] });
  try {
    const lock = await acquireLock(file, now);
    const same = `${dir}/same`;
    linkSync(file, same);
    const old = Math.floor(Date.now() / 1000) * 1000 - 3_600_000;
    touch(old);
    mock.timers.tick(10_000);
    await lock.assertHeld(); // waits for the touch that is under way
    assert.ok(statSync(file).mtimeMs > old + 3_000_000);
    const content = readFileSync(file, 'utf8');
    assert.is(JSON.parse(content).pid, process.pid, 'the content stays as it is');
    writeFileSync(`${file}.next`, holder({ pid: process.ppid }));
    renameSync(`${file}.next`, file);
    touch(old);
    mock.timers.tick(10_000);
    await lock.release();
    assert.is(statSync(file).mtimeMs, old);
    assert.is(readFileSync(same, 'utf8'), content);
  } finally {
    mock.timers.reset();
  }
});

test('who has lost the lock is told so', async () => {
  for (const [lose, got] of [
    [() => rmSync(file), 'got none'],
    [() => writeFileSync(file, holder({ pid: 7, host: 'elsewhere' })), 'got that of process 7 on elsewhere since 2026-01-01T00:00:00.000Z'],
    [() => writeFileSync(file, ''), 'got one that no run wrote'],
  ] as const) {
    const lock = await acquireLock(file, now);
    await lock.assertHeld();
    lose();
    const error = (await lock.assertHeld().catch((thrown: unknown) => thrown)) as StoreError;
    assert.instance(error, StoreError);
    assert.is(error.code, 'OADS_STORE_LOCK_LOST');
    assert.ok(error.message.endsWith(got), error.message);
    await lock.release();
    rmSync(file, { force: true });
  }
});

test('a holder that comes back to life while its lock is taken over keeps it', async () => {
  writeFileSync(file, holder({ host: 'elsewhere.example', heartbeat_ms: 10_000 }));
  touch(Date.now() - 2 * SILENT_MS);
  let looks = 0;
  // The clock is read a second time between the look at the stale lock and its replacement.
  const clock = () => {
    if (++looks === 2) touch(Date.now());
    return now();
  };
  const error = (await acquireLock(file, clock).catch((thrown: unknown) => thrown)) as StoreError;
  assert.is(error.code, 'OADS_STORE_LOCKED');
  assert.is(looks, 2);
  assert.equal(readdirSync(dir), ['.lock']);
});

test('what processes that were killed while they took a lock have left is swept, what living ones use is not', async () => {
  const lock = await acquireLock(file, now);
  writeFileSync(`${file}.dead`, holder({ pid: deadPid() }));
  writeFileSync(`${file}.torn`, '{"pid"');
  writeFileSync(`${file}.alive`, holder({ pid: process.ppid }));
  writeFileSync(`${file}.elsewhere`, holder({ host: 'elsewhere', heartbeat_ms: 10_000 }));
  await sweepLockLitter(file);
  assert.equal(readdirSync(dir).sort(), ['.lock', '.lock.alive', '.lock.elsewhere']);
  await lock.release();
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

test('a FIFO or a link in place of the lock is refused at once, and left as it is; beside it, nothing waits for one', async () => {
  assert.is(spawnSync('mkfifo', [file]).status, 0);
  const refused = async () => acquireLock(file, now).catch((thrown: unknown) => thrown as StoreError);
  assert.match(((await refused()) as StoreError).message, /^expected to take the lock .*\.lock, got no regular file there$/);
  assert.ok(statSync(file).isFIFO());
  rmSync(file);
  symlinkSync('nowhere', file);
  const error = (await refused()) as StoreError;
  assert.equal([error.code, /got a symbolic link there$/.test(error.message)], ['OADS_STORE_DENIED', true]);
  rmSync(file);
  assert.is(spawnSync('mkfifo', [`${file}.beside`]).status, 0);
  const lock = await acquireLock(file, now);
  await sweepLockLitter(file);
  await lock.release();
  assert.equal(readdirSync(dir), ['.lock.beside']);
});

test('a directory in place of the lock is named as what is in the way', async () => {
  mkdirSync(file);
  const error = await acquireLock(file, now).catch((thrown: unknown) => thrown);
  assert.instance(error, StoreError);
  assert.is((error as StoreError).code, 'OADS_STORE_DENIED');
  assert.match((error as StoreError).message, /^expected to take the lock .*\.lock, got a directory there$/);
  assert.equal(readdirSync(dir), ['.lock']);
});

test('without hard links, too, one has the lock, and a disk that is full leaves none', async () => {
  await withoutLinks(async () => {
    const lock = await acquireLock(file, now);
    await refusal();
    await lock.release();
    assert.equal(readdirSync(dir), []);

    const probe = await open(import.meta.filename, 'r');
    await probe.close();
    const handles = Object.getPrototypeOf(probe);
    const { writeFile } = handles;
    let writes = 0;
    handles.writeFile = function (...args: unknown[]) {
      // The first is of the file beside the lock, the second of the lock itself.
      return ++writes < 2 ? writeFile.apply(this, args) : Promise.reject(Object.assign(new Error('ENOSPC: write'), { code: 'ENOSPC' }));
    };
    try {
      const error = await acquireLock(file, now).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      assert.match(String(error), 'ENOSPC');
      assert.equal(readdirSync(dir), []);
    } finally {
      handles.writeFile = writeFile;
    }
  });
});

test.run();

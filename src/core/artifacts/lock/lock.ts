import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, link, open, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { StoreError, systemCode } from '../../errors.ts';
import { isHeld, type LockHolder, type Machine, parseHolder, thisMachine } from './lock-holder.ts';
import { type FoundLock, readLock } from './read-lock.ts';

export interface Lock {
  /** Tells this lock from all others; safe in a file's name. */
  readonly token: string;
  /** Throws StoreError when the lock has become another run's: this process stood still for too long. */
  assertHeld(): Promise<void>;
  release(): Promise<void>;
}

const HEARTBEAT_MS = 10_000;

/** The tokens of this process's locks: an old lock may carry its process id, in a container it always does. */
const tokensHere = new Set<string>();

/**
 * Keeps two runs of one pipeline apart. The lock of a process that is gone is taken over: here one that is not running,
 * elsewhere (a shared file system) one whose lock is no longer touched. The holder touches it while it runs, and must
 * ask `assertHeld` before what it does becomes visible.
 */
export async function acquireLock(file: string, now: () => Date, machine: Machine = thisMachine): Promise<Lock> {
  const token = randomUUID();
  const content = JSON.stringify({
    pid: machine.pid,
    host: machine.host,
    since: now().toISOString(),
    token,
    place: machine.place,
    started: machine.startOf(machine.pid),
    heartbeat_ms: HEARTBEAT_MS,
  } satisfies LockHolder);
  tokensHere.add(token);
  try {
    for (let attempt = 0; attempt < 3; attempt++) {
      const created = await createLock(file, content);
      if (created.handle) return heldLock(file, content, token, created.handle);
      const found = await readLock(file);
      if (found === undefined) continue; // just released
      refuseIfHeld(file, found, created.nowMs, machine);
      const handle = await takeOver(file, found, content, now, machine);
      if (handle) return heldLock(file, content, token, handle);
    }
    throw new StoreError('OADS_STORE_LOCKED', `expected to take the lock ${file}, but other runs took it each time`, { hint: 'try again' });
  } catch (error) {
    tokensHere.delete(token);
    throw error;
  }
}

/** For readers: whether somebody works there. They write nothing, so the clock of this machine must do. */
export async function isLocked(file: string, machine: Machine = thisMachine): Promise<boolean> {
  const found = await readLock(file).catch(() => undefined);
  const holder = parseHolder(found?.content ?? '');
  return found !== undefined && holder !== undefined && isHeld(holder, Date.now() - found.touchedMs, tokensHere, machine);
}

/** Removes what processes that were killed while they took the lock have left beside it. Only for who holds the lock. */
export async function sweepLockLitter(file: string, machine: Machine = thisMachine): Promise<void> {
  const [dir, prefix] = [path.dirname(file), `${path.basename(file)}.`];
  for (const name of await readdir(dir)) {
    if (!name.startsWith(prefix)) continue;
    const left = path.join(dir, name);
    // What is no file was not left by a run.
    const [own, found] = await Promise.all([readLock(file), readLock(left).catch(() => undefined)]);
    if (own === undefined || found === undefined) continue;
    const holder = parseHolder(found.content);
    if (holder && isHeld(holder, own.touchedMs - found.touchedMs, tokensHere, machine)) continue;
    await rm(left, { force: true });
  }
}

function heldLock(file: string, content: string, token: string, handle: FileHandle): Lock {
  let beating: Promise<void> | undefined;
  // Through the handle: if the lock is no longer ours, its successor is not touched. Writing, and not setting a time,
  // takes the clock of the file system, which is the one that others compare with. A moment in which nothing can be
  // written is no reason to fail: what matters is whose lock it is when the run is committed.
  const beat = () => {
    beating ??= handle
      .write('{', 0)
      .then(() => handle.sync())
      .catch(() => {})
      .finally(() => {
        beating = undefined;
      });
    return beating;
  };
  const timer = setInterval(beat, HEARTBEAT_MS).unref();
  return {
    token,
    assertHeld: async () => {
      await beat();
      const found = await readLock(file);
      if (found?.content === content) return;
      throw new StoreError('OADS_STORE_LOCK_LOST', `expected the lock ${file} to be that of this run, got ${describeLock(found)}`, {
        hint: 'this process stood still for so long that another run took its place, or the lock was removed: nothing was committed, run again',
      });
    },
    release: async () => {
      clearInterval(timer);
      tokensHere.delete(token);
      await beating;
      await handle.close().catch(() => {});
      const found = await readLock(file).catch(() => undefined);
      if (found?.content === content) await rm(file, { force: true });
    },
  };
}

function describeLock(found: FoundLock | undefined): string {
  if (found === undefined) return 'none';
  const holder = parseHolder(found.content);
  return holder ? `that of process ${holder.pid} on ${holder.host} since ${holder.since}` : 'one that no run wrote';
}

function refuseIfHeld(file: string, { content, touchedMs }: FoundLock, nowMs: number, machine: Machine): void {
  const holder = parseHolder(content);
  if (!holder || !isHeld(holder, nowMs - touchedMs, tokensHere, machine)) return;
  throw new StoreError(
    'OADS_STORE_LOCKED',
    `another run of this pipeline is under way: process ${holder.pid} on ${holder.host} since ${holder.since}`,
    { hint: `wait for it to end; if you are sure that it is gone, remove ${file}` },
  );
}

/**
 * No handle when there is a lock already. It appears with its content in one step: nobody sees an empty one and calls
 * it stale. `nowMs` is the time by the file system's own clock.
 */
async function createLock(file: string, content: string): Promise<{ handle?: FileHandle; nowMs: number }> {
  const { staged, handle } = await stage(file, content);
  let isTaken = false;
  try {
    await link(staged, file);
    isTaken = true;
    return { handle, nowMs: 0 };
  } catch (error) {
    const code = systemCode(error);
    const inPlace = code === 'ENOTSUP' || code === 'EOPNOTSUPP' || code === 'ENOSYS' || code === 'EPERM';
    // ENOENT: the holder has swept the staged file away.
    if (!inPlace && code !== 'EEXIST' && code !== 'ENOENT') throw error;
    await handle.sync(); // the time of a file is certain when its server has it
    return { handle: inPlace ? await createInPlace(file, content) : undefined, nowMs: (await handle.stat()).mtimeMs };
  } finally {
    if (!isTaken) await handle.close();
    await rm(staged, { force: true });
  }
}

async function stage(file: string, content: string): Promise<{ staged: string; handle: FileHandle }> {
  const staged = `${file}.${randomUUID()}`;
  const handle = await open(staged, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    return { staged, handle };
  } catch (error) {
    await handle.close();
    await rm(staged, { force: true });
    throw error;
  }
}

/** For file systems without hard links. */
async function createInPlace(file: string, content: string): Promise<FileHandle | undefined> {
  const handle = await open(file, 'wx', 0o600).catch((error) => {
    if (systemCode(error) === 'EEXIST') return undefined;
    throw error;
  });
  try {
    await handle?.writeFile(content);
    return handle;
  } catch (error) {
    await handle?.close();
    await rm(file, { force: true });
    throw error;
  }
}

/**
 * Replaces a stale lock. Two runs may find the same one: the right to replace it is a lock of its own, and whoever has
 * it looks again, since the other may have been there before, or the holder may have come back to life.
 */
async function takeOver(
  file: string,
  stale: FoundLock,
  content: string,
  now: () => Date,
  machine: Machine,
): Promise<FileHandle | undefined> {
  const right = await acquireLock(`${file}.${createHash('sha256').update(stale.content).digest('hex').slice(0, 16)}`, now, machine);
  try {
    const found = await readLock(file);
    if (found?.content !== stale.content || found.touchedMs !== stale.touchedMs) return undefined;
    const { staged, handle } = await stage(file, content);
    try {
      await rename(staged, file);
      return handle;
    } catch (error) {
      await handle.close();
      await rm(staged, { force: true });
      if (systemCode(error) === 'ENOENT') return undefined; // swept away by who took the lock in between
      throw error;
    }
  } finally {
    await right.release();
  }
}

import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { acquireLock, type Lock, sweepLockLitter } from '../../core/artifacts/lock/lock.ts';
import { parseHolder } from '../../core/artifacts/lock/lock-holder.ts';
import { readLock } from '../../core/artifacts/lock/read-lock.ts';
import { StoreError, throwIfAborted, toStoreError } from '../../core/errors.ts';
import { makeDirectories } from '../../core/frame/write/make-directories.ts';
import { stopSignal } from '../signals.ts';
import { refuseUnsafe } from './safety/refuse-unsafe.ts';

/** Others write nothing, whatever the umask: no plugin is loaded from where they may. */
const NOT_OTHERS = 0o002;

/** npm may take its time; who waits longer wants to know for whom. */
const MOST_WAIT_MS = 60_000;
const LOOK_AGAIN_MS = 100;

export function pluginsLock(dataDir: string): string {
  return path.join(dataDir, '.plugins.lock');
}

/** One command at a time changes the data directory; the next waits for it, for so long. Throws StoreError that says who holds it, and PluginError where
 * others may write there: npm does what its files say. */
export async function lockPlugins<T>(dataDir: string, work: () => Promise<T>, mostWaitMs = MOST_WAIT_MS): Promise<T> {
  refuseUnsafe(dataDir);
  process.umask(process.umask() | NOT_OTHERS);
  const lock = await takeLock(dataDir, mostWaitMs).catch((error) => {
    throwIfAborted(stopSignal);
    throw toStoreError(error, dataDir, 'set OADS_DATA_DIR to another directory');
  });
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

async function takeLock(dataDir: string, mostWaitMs: number): Promise<Lock> {
  await makeDirectories(dataDir);
  const file = pluginsLock(dataDir);
  for (let waitedMs = 0; ; waitedMs += LOOK_AGAIN_MS) {
    throwIfAborted(stopSignal);
    try {
      const lock = await acquireLock(file, () => new Date());
      await sweepLockLitter(file);
      return lock;
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'OADS_STORE_LOCKED') throw error;
      if (waitedMs >= mostWaitMs) throw await describeHolder(file);
      await wait(LOOK_AGAIN_MS);
    }
  }
}

async function describeHolder(file: string): Promise<StoreError> {
  const holder = parseHolder((await readLock(file))?.content ?? '');
  const who = holder ? `process ${holder.pid} on ${holder.host} since ${holder.since}` : 'another process';
  return new StoreError('OADS_STORE_LOCKED', `another command is changing the plugins: ${who}`, {
    hint: `wait for it to end; if you are sure that it is gone, remove ${file}`,
  });
}

import { createHash, randomUUID } from 'node:crypto';
import { readlink, rename, rm, symlink } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { StoreError, systemCode, throwIfAborted } from '../../errors.ts';
import { isOther } from '../bundle-place.ts';

/** A bundle is copied, loaded and tried out within seconds: who waits longer is told. */
const MOST_WAIT_MS = 60_000;
const LOOK_MS = 50;

/** What this process holds now: a process id in a lock may have been that of an earlier one. */
const heldHere = new Set<string>();

/**
 * Does the work while no other writer touches the bundle's place: two that swap at once would lose one of three bundles. The lock is a
 * link beside the place whose text names the process: it is there with its content in one step. That of a process that is gone is
 * taken over. Where links cannot be made, nobody is kept out. Throws StoreError where another writer does not come to an end.
 */
export async function holdPlace<T>(target: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const release = await hold(`${target}.lock`, signal);
  try {
    return await work();
  } finally {
    await release();
  }
}

async function hold(lock: string, signal?: AbortSignal): Promise<() => Promise<void>> {
  const own = `${process.pid}-${randomUUID()}`;
  heldHere.add(own);
  const release = async () => {
    try {
      if ((await ownerOf(lock)) === own) await rm(lock, { force: true });
    } finally {
      heldHere.delete(own);
    }
  };
  try {
    for (let waitedMs = 0; !(await take(lock, own)); waitedMs += LOOK_MS) {
      const owner = await ownerOf(lock);
      if (owner === undefined) continue; // just released
      if (!isHeld(owner)) {
        if (await takeOver(lock, owner, own, signal)) return release;
        continue;
      }
      if (waitedMs >= MOST_WAIT_MS)
        throw new StoreError('OADS_STORE_LOCKED', `another process is writing this model bundle: process ${Number.parseInt(owner, 10)}`, {
          hint: `wait for it to end; if you are sure that it is gone, remove ${lock}`,
        });
      await pause(LOOK_MS);
      throwIfAborted(signal);
    }
    return release;
  } catch (error) {
    heldHere.delete(own);
    throw error;
  }
}

/** False where there is a lock already. */
async function take(lock: string, own: string): Promise<boolean> {
  try {
    await symlink(own, lock);
    return true;
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EEXIST') return false;
    if (code === 'EPERM' || code === 'ENOTSUP' || code === 'EOPNOTSUPP' || code === 'ENOSYS') return true;
    throw error;
  }
}

/** Two may find the same stale lock: the right to replace it is a lock of its own, and whoever has it looks again. */
async function takeOver(lock: string, stale: string, own: string, signal?: AbortSignal): Promise<boolean> {
  const name = createHash('sha256').update(stale).digest('hex').slice(0, 16);
  const release = await hold(`${lock}.${name}`, signal);
  try {
    if ((await ownerOf(lock)) !== stale) return false;
    const staged = `${lock}.${own}`;
    await symlink(own, staged);
    await rename(staged, lock);
    return true;
  } finally {
    await release();
  }
}

/** Undefined without a lock; what is no link of ours names no process. */
async function ownerOf(lock: string): Promise<string | undefined> {
  return readlink(lock).catch((error) => {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw new StoreError('OADS_STORE_DENIED', `expected a lock or nothing at ${lock}, got something else`, { hint: 'move it away' });
  });
}

function isHeld(owner: string): boolean {
  const pid = Number(/^(\d+)-/.exec(owner)?.[1] ?? Number.NaN);
  return heldHere.has(owner) || (Number.isInteger(pid) && isOther(pid));
}

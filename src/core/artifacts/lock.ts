import { createHash, randomUUID } from 'node:crypto';
import { link, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import { StoreError, systemCode } from '../errors.ts';

interface LockHolder {
  pid: number;
  host: string;
  since: string;
  token?: string;
}

interface Lock {
  release(): Promise<void>;
}

/** The tokens of this process's locks: an old lock may carry its process id, in a container it always does. */
const tokensHere = new Set<string>();

/**
 * Keeps two runs of one pipeline apart. The lock of a process that is gone is taken over; one held on another host
 * (a shared file system) is not, since its process cannot be looked at from here.
 */
export async function acquireLock(file: string, now: () => Date): Promise<Lock> {
  const token = randomUUID();
  const content = JSON.stringify({ pid: process.pid, host: os.hostname(), since: now().toISOString(), token } satisfies LockHolder);
  tokensHere.add(token);
  try {
    for (let attempt = 0; attempt < 3; attempt++) {
      if (await createLock(file, content)) return heldLock(file, content, token);
      const found = await readFile(file, 'utf8').catch((error) => {
        const code = systemCode(error);
        if (code === 'ENOENT') return undefined;
        if (code !== 'EISDIR') throw error;
        throw new StoreError('OADS_STORE_DENIED', `expected to take the lock ${file}, got a directory there`, {
          hint: 'no run makes one: remove it',
        });
      });
      if (found === undefined) continue; // just released
      refuseIfHeld(file, found);
      if (await takeOver(file, found, content, now)) return heldLock(file, content, token);
    }
    throw new StoreError('OADS_STORE_LOCKED', `expected to take the lock ${file}, but other runs took it each time`, { hint: 'try again' });
  } catch (error) {
    tokensHere.delete(token);
    throw error;
  }
}

function heldLock(file: string, content: string, token: string): Lock {
  return {
    release: async () => {
      tokensHere.delete(token);
      const current = await readFile(file, 'utf8').catch(() => '');
      if (current === content) await rm(file, { force: true });
    },
  };
}

function refuseIfHeld(file: string, content: string): void {
  const holder = parseHolder(content);
  if (!holder || !isAlive(holder)) return;
  throw new StoreError(
    'OADS_STORE_LOCKED',
    `another run of this pipeline is under way: process ${holder.pid} on ${holder.host} since ${holder.since}`,
    { hint: `wait for it to end; if you are sure that it is gone, remove ${file}` },
  );
}

/** False when there is a lock already. It appears with its content in one step: nobody sees an empty one and calls it stale. */
async function createLock(file: string, content: string): Promise<boolean> {
  const staged = `${file}.${randomUUID()}`;
  try {
    await writeFile(staged, content, { mode: 0o600 });
    await link(staged, file);
    return true;
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EEXIST') return false;
    if (code === 'ENOTSUP' || code === 'EOPNOTSUPP' || code === 'ENOSYS' || code === 'EPERM') return createInPlace(file, content);
    throw error;
  } finally {
    await rm(staged, { force: true });
  }
}

/** For file systems without hard links. */
async function createInPlace(file: string, content: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx', 0o600);
    await handle.writeFile(content);
    await handle.close();
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Replaces a stale lock. Two runs may find the same one: the right to replace it is a lock of its own, and whoever has
 * it looks again, since the other may have been there before.
 */
async function takeOver(file: string, stale: string, content: string, now: () => Date): Promise<boolean> {
  const right = await acquireLock(`${file}.${createHash('sha256').update(stale).digest('hex').slice(0, 16)}`, now);
  const staged = `${file}.${randomUUID()}`;
  try {
    if ((await readFile(file, 'utf8').catch(() => undefined)) !== stale) return false;
    await writeFile(staged, content, { mode: 0o600 });
    await rename(staged, file);
    return true;
  } finally {
    await rm(staged, { force: true });
    await right.release();
  }
}

/** Undefined for what no run wrote: a lock torn by a power failure. */
function parseHolder(content: string): LockHolder | undefined {
  try {
    const { pid, host, since, token } = JSON.parse(content) as Partial<LockHolder>;
    return Number.isInteger(pid) && Number(pid) > 0 && typeof host === 'string'
      ? { pid: Number(pid), host, since: String(since), token }
      : undefined;
  } catch {
    return undefined;
  }
}

function isAlive({ pid, host, token }: LockHolder): boolean {
  if (host !== os.hostname()) return true;
  if (pid === process.pid) return token !== undefined && tokensHere.has(token);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

import { link, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { StoreError, systemCode } from '../errors.ts';

interface LockHolder {
  pid: number;
  host: string;
  since: string;
}

/** The locks that this process holds: an old lock may carry its process id, in a container it always does. */
const heldHere = new Set<string>();
let attempts = 0;

/**
 * Keeps two runs of one pipeline apart. The lock of a process that is gone is taken over; one held on another host
 * (a shared file system) is not, since its process cannot be looked at from here.
 */
export async function acquireLock(file: string, now: () => Date): Promise<{ release(): Promise<void> }> {
  const content = JSON.stringify({ pid: process.pid, host: os.hostname(), since: now().toISOString() } satisfies LockHolder);
  const place = path.resolve(file);
  for (let attempt = 0; attempt < 3; attempt++) {
    if (await createLock(file, content)) {
      heldHere.add(place);
      return {
        release: async () => {
          heldHere.delete(place);
          const current = await readFile(file, 'utf8').catch(() => '');
          if (current === content) await rm(file, { force: true });
        },
      };
    }
    const found = await readFile(file, 'utf8').catch(() => undefined);
    if (found === undefined) continue; // just released
    const holder = parseHolder(found);
    if (holder && isAlive(holder, place)) {
      throw new StoreError(
        'OADS_STORE_LOCKED',
        `another run of this pipeline is under way: process ${holder.pid} on ${holder.host} since ${holder.since}`,
        { hint: `wait for it to end; if you are sure that it is gone, remove ${file}` },
      );
    }
    await removeStale(file, found);
  }
  throw new StoreError('OADS_STORE_LOCKED', `expected to take the lock ${file}, but other runs took it each time`, { hint: 'try again' });
}

/** False when there is a lock already. It appears with its content in one step: nobody sees an empty one and calls it stale. */
async function createLock(file: string, content: string): Promise<boolean> {
  const staged = `${file}.${process.pid}-${attempts++}`;
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

/** Another run may have taken the lock over meanwhile: then what was moved aside is its lock, and goes back. */
async function removeStale(file: string, stale: string): Promise<void> {
  const aside = `${file}.${process.pid}-${attempts++}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return;
    throw error;
  }
  const moved = await readFile(aside, 'utf8').catch(() => stale);
  if (moved !== stale) await link(aside, file).catch(() => {});
  await rm(aside, { force: true });
}

/** Undefined for what no run wrote: a lock torn by a power failure. */
function parseHolder(content: string): LockHolder | undefined {
  try {
    const { pid, host, since } = JSON.parse(content) as Partial<LockHolder>;
    return Number.isInteger(pid) && Number(pid) > 0 && typeof host === 'string' ? { pid: Number(pid), host, since: String(since) } : undefined;
  } catch {
    return undefined;
  }
}

function isAlive({ pid, host }: LockHolder, place: string): boolean {
  if (host !== os.hostname()) return true;
  if (pid === process.pid) return heldHere.has(place);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

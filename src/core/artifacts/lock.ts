import { open, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import { StoreError, systemCode } from '../errors.ts';

interface LockHolder {
  pid: number;
  host: string;
  since: string;
}

/**
 * Keeps two runs of one pipeline apart. The lock of a process that is gone is taken over; one held on another host
 * (a shared file system) is not, since its process cannot be looked at from here.
 */
export async function acquireLock(file: string, now: () => Date): Promise<{ release(): Promise<void> }> {
  const content = JSON.stringify({ pid: process.pid, host: os.hostname(), since: now().toISOString() } satisfies LockHolder);
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const handle = await open(file, 'wx', 0o600);
      await handle.writeFile(content);
      await handle.close();
      return {
        release: async () => {
          const current = await readFile(file, 'utf8').catch(() => '');
          if (current === content) await rm(file, { force: true });
        },
      };
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error;
      const holder = await readHolder(file);
      if (holder && isAlive(holder)) {
        throw new StoreError(
          'OADS_STORE_LOCKED',
          `another run of this pipeline is under way: process ${holder.pid} on ${holder.host} since ${holder.since}`,
          {
            hint: `wait for it to end; if you are sure that it is gone, remove ${file}`,
          },
        );
      }
      await rm(file, { force: true });
    }
  }
  throw new StoreError('OADS_STORE_LOCKED', `expected to take the lock ${file}, but other runs took it each time`, { hint: 'try again' });
}

async function readHolder(file: string): Promise<LockHolder | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as LockHolder;
  } catch {
    return undefined; // torn by a crash, or just released
  }
}

function isAlive({ pid, host }: LockHolder): boolean {
  if (host !== os.hostname()) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

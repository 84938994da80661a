import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { StoreError, systemCode } from '../../errors.ts';

export interface FoundLock {
  readonly content: string;
  readonly touchedMs: number;
}

/** No lock of ours is as long: what is, is not read. */
const MOST_BYTES = 65_536;

/** Who opens a FIFO to read would wait for a writer, for ever. */
const OPEN_LOCK = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

/**
 * Undefined when there is none. Opened rather than looked up: a network file system then asks its server for the time. Throws StoreError
 * for anything but a regular file: no run makes it, and nobody knows what its owner would lose.
 */
export async function readLock(file: string): Promise<FoundLock | undefined> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, OPEN_LOCK);
    const stats = await handle.stat();
    if (!stats.isFile()) throw notALock(file, stats.isDirectory() ? 'a directory' : 'no regular file');
    return { content: stats.size > MOST_BYTES ? '' : await handle.readFile('utf8'), touchedMs: stats.mtimeMs };
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT') return undefined;
    if (code === 'EISDIR') throw notALock(file, 'a directory');
    if (code === 'ELOOP') throw notALock(file, 'a symbolic link');
    if (code === 'ENXIO' || code === 'EOPNOTSUPP') throw notALock(file, 'a socket'); // as open(2) says it
    throw error;
  } finally {
    await handle?.close();
  }
}

function notALock(file: string, got: string): StoreError {
  return new StoreError('OADS_STORE_DENIED', `expected to take the lock ${file}, got ${got} there`, {
    hint: 'no run makes one: remove it',
  });
}

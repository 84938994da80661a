import { realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError, toStoreError } from '../errors.ts';
import { sweepLeftovers } from '../frame/write/sweep-leftovers.ts';
import { syncDirectory, writeDurable } from './durable.ts';

/**
 * Writes a file that appears whole or not at all: beside its place first, then renamed. `content` is the text, or writes
 * the file that it is given. A device or a pipe is written to as it is. Throws StoreError.
 */
export async function replaceFile(file: string, content: string | ((staged: string) => Promise<void>)): Promise<void> {
  const target = await realpath(file).catch(() => path.resolve(file));
  const info = await stat(target).catch(() => undefined);
  const isSpecial = info !== undefined && !info.isFile() && !info.isDirectory();
  const staged = isSpecial ? file : path.join(path.dirname(target), `.${path.basename(target)}.tmp-${process.pid}`);
  if (!isSpecial) await sweepLeftovers(target);
  try {
    if (info?.isDirectory()) throw Object.assign(new Error('a directory'), { code: 'EISDIR' });
    if (typeof content === 'function') await content(staged);
    else await writeDurable(staged, content);
    if (isSpecial) return;
    await rename(staged, target);
    await syncDirectory(path.dirname(target));
  } catch (error) {
    // A device or a pipe cannot be waited for: it has what was written.
    if (isSpecial && (error as NodeJS.ErrnoException).syscall === 'fsync') return;
    if (!isSpecial) await rm(staged, { force: true }).catch(() => {});
    throw isSystemError(error) ? toStoreError(error, `${file} could not be written`, 'name another file with -o') : error;
  }
}

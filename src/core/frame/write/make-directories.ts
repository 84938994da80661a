import { mkdir, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { systemCode } from '../../errors.ts';

/**
 * Makes `dir` and what is missing above it, one by one: Node's recursive mkdir never ends where a directory is there and one in
 * it can neither be found nor made, as below /proc. Gives those that it made, outermost first: what others made meanwhile is not
 * among them. Throws what the file system said, and then leaves none.
 */
export async function makeDirectories(dir: string, mode?: number): Promise<string[]> {
  const missing: string[] = [];
  for (let at = path.resolve(dir); at !== path.dirname(at) && (await isMissing(at)); at = path.dirname(at)) missing.unshift(at);
  if (missing.length === 0) missing.push(dir);
  const made: string[] = [];
  try {
    for (const one of missing) if (await makeOne(one, mode)) made.push(one);
    return made;
  } catch (error) {
    await removeEmpty(made);
    throw error;
  }
}

/** Removes directories, the last of them first, but for those that hold something by now. */
export async function removeEmpty(made: readonly string[]): Promise<void> {
  for (const one of [...made].reverse()) await rmdir(one).catch(() => {});
}

async function makeOne(dir: string, mode: number | undefined): Promise<boolean> {
  try {
    await mkdir(dir, { mode });
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST' && (await isDirectory(dir))) return false;
    throw error;
  }
}

async function isMissing(place: string): Promise<boolean> {
  return stat(place).then(
    () => false,
    (error) => {
      if (systemCode(error) === 'ENOENT') return true;
      throw error;
    },
  );
}

async function isDirectory(place: string): Promise<boolean> {
  return (await stat(place).catch(() => undefined))?.isDirectory() === true;
}

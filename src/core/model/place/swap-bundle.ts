import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { systemCode } from '../../errors.ts';
import { keepAsPrevious } from '../bundle-place.ts';

/**
 * Puts a staged bundle into its place. A directory cannot be renamed onto a full one: the old one steps aside, and back when the new
 * one cannot follow. Between the two there is none; readers then read the one aside, and put it back where the writer was killed (see
 * `findAside`). With `keep` the old one stays as the previous bundle.
 */
export async function swapBundle(staging: string, target: string, { keep }: { keep: boolean }): Promise<void> {
  const aside = `${target}.${keep ? 'last' : 'old'}-${process.pid}`;
  const moved = await rename(target, aside).then(
    () => true,
    (error) => {
      if (systemCode(error) === 'ENOENT') return false;
      throw error;
    },
  );
  try {
    await rename(staging, target);
  } catch (error) {
    if (moved) await rename(aside, target);
    throw error;
  }
  await syncNames(path.dirname(target));
  if (!moved) return;
  if (!keep) return rm(aside, { recursive: true, force: true });
  await keepAsPrevious(aside, target);
  await syncNames(path.dirname(target));
}

/** Waits until the disk has the names in a directory. Some file systems cannot: that is no error. */
export async function syncNames(dir: string): Promise<void> {
  const handle = await open(dir, 'r').catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

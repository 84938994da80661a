import { lstat, readdir, readlink, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Layout } from '../layout.ts';

/** What begins like this, or a link's name followed by it, is half-made: nobody reads it. */
export const STAGING = '.tmp-';

/** What killed runs left half-made, relative to the pipeline's directory; `own` is what the run under way calls its own. */
export async function findStaged(layout: Layout, own?: string): Promise<string[]> {
  const found: string[] = [];
  for (const dir of ['.', 'runs', 'spool']) {
    for (const name of await list(path.join(layout.root, dir))) {
      if (name.includes(STAGING) && name !== own) found.push(path.join(dir, name));
    }
  }
  return found;
}

/** As `keepSpool` names kept rows: nothing else in `spool` is ours to remove. */
export const SPOOL_NAME = /^[0-9a-f]{16}(?:-again)?$/;

/** Kept rows that no link leads to: they can never be read again. */
export async function findStraySpools(layout: Layout): Promise<string[]> {
  const link = path.basename(layout.lastGoodSpool);
  const kept = await readlink(layout.lastGoodSpool).catch(() => undefined);
  const names = await list(layout.spool);
  return names.filter((name) => name !== link && name !== kept && SPOOL_NAME.test(name)).map((name) => path.join('spool', name));
}

/** Removes them; `names` are relative to the pipeline's directory. */
export async function sweep(layout: Layout, names: readonly string[]): Promise<void> {
  for (const name of names) await rm(path.join(layout.root, name), { recursive: true, force: true });
}

/** Bytes of all files of a directory. */
export async function weigh(target: string): Promise<number> {
  const info = await lstat(target).catch(() => undefined);
  if (!info?.isDirectory()) return info?.isFile() ? info.size : 0;
  let bytes = 0;
  for (const name of await list(target)) bytes += await weigh(path.join(target, name));
  return bytes;
}

async function list(dir: string): Promise<string[]> {
  return (await readdir(dir).catch(() => [])).sort();
}

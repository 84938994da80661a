// The root directory of the container: that of make-root.mjs, with the program unpacked, so that nothing in it must be written to.
import { spawnSync } from 'node:child_process';
import { chmodSync, lstatSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { EXECUTABLE, makeRoot } from './make-root.mjs';

/** Where the program is unpacked in it: OADS_CACHE_DIR of the container. */
export const UNPACKED = '/opt/oads';

/** Throws Error where the executable does not run here. */
export function fillContainer(directory, binary) {
  makeRoot(directory, binary);
  const cache = join(directory, UNPACKED);
  for (const path of [cache, join(directory, 'data')]) mkdirSync(path, { recursive: true });
  const { status, stdout, stderr, error } = spawnSync(join(directory, EXECUTABLE), ['doctor'], {
    env: { OADS_CACHE_DIR: cache, HOME: join(directory, 'tmp'), TMPDIR: join(directory, 'tmp') },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`oads doctor ended with ${status ?? error?.message}: ${stdout}${stderr}`);
  for (const name of readdirSync(join(directory, 'tmp'))) rmSync(join(directory, 'tmp', name), { recursive: true });
  // As the executable will be found from within.
  for (const name of readdirSync(cache)) {
    const shim = join(cache, name, 'shim', 'node');
    rmSync(shim, { force: true });
    mkdirSync(join(cache, name, 'shim'), { recursive: true });
    symlinkSync(EXECUTABLE, shim);
  }
  for (const path of readdirSync(cache, { recursive: true })) openToAll(join(cache, path));
  openToAll(cache);
}

/** To be read by all, and written by none but the owner. */
function openToAll(path) {
  const stats = lstatSync(path);
  if (stats.isDirectory()) chmodSync(path, 0o755);
  else if (stats.isFile()) chmodSync(path, 0o644);
}

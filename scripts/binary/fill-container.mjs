// The root directory of the container: that of make-root.mjs, with the program unpacked, so that nothing in it must be written to.
import { spawnSync } from 'node:child_process';
import { chmodSync, lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { EXECUTABLE, makeRoot } from './make-root.mjs';

/** Where the program is unpacked in it: OADS_CACHE_DIR of the container. */
export const UNPACKED = '/opt/oads';

/** As makeRoot; throws Error, too, where the executable does not run here. */
export function fillContainer(directory, binary, options = {}) {
  makeRoot(directory, binary, options);
  const cache = join(directory, UNPACKED);
  for (const path of [cache, join(directory, 'data')]) mkdirSync(path, { recursive: true });
  const { status, stdout, stderr, error } = spawnSync(join(directory, EXECUTABLE), ['doctor'], {
    env: { OADS_CACHE_DIR: cache, HOME: join(directory, 'tmp'), TMPDIR: join(directory, 'tmp') },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`oads doctor ended with ${status ?? error?.message}: ${stdout}${stderr}`);
  for (const name of readdirSync(join(directory, 'tmp'))) rmSync(join(directory, 'tmp', name), { recursive: true });
  // It leads to where the executable lies now; within it is laid below /tmp.
  for (const name of readdirSync(cache)) rmSync(join(cache, name, 'shim'), { recursive: true, force: true });
  for (const path of readdirSync(cache, { recursive: true })) openToAll(join(cache, path));
  openToAll(cache);
}

/** To be read by all, and written by none but the owner. */
function openToAll(path) {
  const stats = lstatSync(path);
  if (stats.isDirectory()) chmodSync(path, 0o755);
  else if (stats.isFile()) chmodSync(path, (stats.mode & 0o111) === 0 ? 0o644 : 0o755);
}

// Whether an executable holds what is built now, told from a stamp beside it.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export function isBinaryFresh(root, output) {
  const stamp = `${output}.stamp`;
  return existsSync(output) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hashInputs(root);
}

export function stampBinary(root, output) {
  writeFileSync(`${output}.stamp`, hashInputs(root));
}

/** The build's own stamp covers the sources, the lockfile and the plugins. */
function hashInputs(root) {
  const hash = createHash('sha256').update(readFileSync(join(root, 'dist', '.stamp')));
  for (const directory of ['bin', 'scripts/binary', 'templates/plugin']) {
    for (const name of readdirSync(join(root, directory)).sort()) {
      if (/\.(?:m?js|ts)$/.test(name)) hash.update(name).update(readFileSync(join(root, directory, name)));
    }
  }
  return hash.digest('hex');
}

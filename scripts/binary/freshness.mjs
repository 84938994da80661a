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

/** What goes in beside what is built: the build's own stamp covers the sources, the lockfile and the plugins. */
const BESIDE = ['bin', 'config', 'demo', 'models', 'templates', 'scripts/binary', 'scripts/bom', 'scripts/shell'];

function hashInputs(root) {
  const hash = createHash('sha256').update(readFileSync(join(root, 'dist', '.stamp')));
  for (const directory of BESIDE) {
    for (const entry of readdirSync(join(root, directory), { recursive: true, withFileTypes: true }).toSorted(byPath)) {
      if (entry.isFile()) hash.update(pathOf(entry)).update(readFileSync(pathOf(entry)));
    }
  }
  return hash.digest('hex');
}

function byPath(a, b) {
  return pathOf(a) < pathOf(b) ? -1 : 1;
}

function pathOf({ parentPath, name }) {
  return join(parentPath, name);
}

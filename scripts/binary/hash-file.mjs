import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';

export function hashFile(path) {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** Writes what `sha256sum -c` checks in the directory of `path`, whose file will be called `name`. Gives the sum. */
export function writeSum(path, name = basename(path)) {
  const sum = hashFile(path);
  writeFileSync(`${path}.sha256`, `${sum}  ${name}\n`);
  return sum;
}

import { realpathSync } from 'node:fs';
import { isSea } from 'node:sea';

/** The single executable that this is; undefined for the npm version. */
export function findExecutable(): string | undefined {
  // The launcher names a link to it, so that others can start it as node.
  return isSea() ? realpathSync(process.execPath) : undefined;
}

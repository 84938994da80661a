import { realpathSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';

/** The single executable that this is; undefined for the npm version. */
export function findExecutable(): string | undefined {
  // Node 20.12 brought it; the npm version runs on Nodes before.
  if (!isBuiltin('node:sea')) return undefined;
  const { isSea } = createRequire(process.execPath)('node:sea') as { isSea: () => boolean };
  // The launcher names a link to it, so that others can start it as node.
  return isSea() ? realpathSync(process.execPath) : undefined;
}

import { realpathSync } from 'node:fs';
import path from 'node:path';

/**
 * Where what was started as `name` lies, links followed. Without /proc Node knows of itself no more than that name, which may be
 * relative, one to be looked for in PATH, or the shim.
 */
export function findExecutable(name: string, searched = process.env.PATH ?? ''): string {
  const dirs = name.includes(path.sep) ? ['.'] : searched.split(path.delimiter);
  for (const dir of dirs) {
    try {
      return realpathSync(path.resolve(dir, name));
    } catch {
      // Not there.
    }
  }
  return path.resolve(name);
}

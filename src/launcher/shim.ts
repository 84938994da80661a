import { mkdirSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';

/** A `node` that leads to this executable, for what starts others by that name; undefined where none can be made. */
export function layShim(root: string, executable: string): string | undefined {
  const shim = path.join(root, 'shim', 'node');
  try {
    if (readlinkSync(shim) === executable) return shim;
  } catch {
    // Not there yet.
  }
  const staged = `${shim}.${process.pid}`;
  try {
    mkdirSync(path.dirname(shim), { recursive: true });
    symlinkSync(executable, staged);
    renameSync(staged, shim);
    return shim;
  } catch {
    rmSync(staged, { force: true });
    return undefined;
  }
}

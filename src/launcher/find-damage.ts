import { accessSync, constants, lstatSync, type Stats } from 'node:fs';
import type { PayloadIndex, PayloadPart } from './payload.ts';

/** What marks the directory as one whose files may be run; the shebang's file, which is executable. */
export const RUNNABLE = 'bin/run.js';

/** The first file that is not as it was unpacked, without reading any; undefined where all are. `parts`: those that matter. */
export function findDamage(root: string, index: PayloadIndex, parts: readonly PayloadPart[]): string | undefined {
  for (const { files } of parts) {
    for (const { path, size } of files) {
      const stats = look(`${root}/${path}`);
      const isWhole = stats?.isFile() && stats.size === size && Math.round(stats.mtimeMs / 1000) === index.mtime;
      if (!isWhole) return path;
    }
  }
  return undefined;
}

function look(file: string): Stats | undefined {
  try {
    return lstatSync(file, { throwIfNoEntry: false });
  } catch {
    // A directory on the way to it is none, or cannot be searched.
    return undefined;
  }
}

/** Whether programs, and so natives, may not be run from where a directory lies: the system then denies it for every file there. */
export function isNoexec(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES';
  }
}

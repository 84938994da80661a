import { accessSync, constants, lstatSync, type Stats } from 'node:fs';
import type { PayloadIndex, PayloadPart } from './payload.ts';

/** What marks the directory as one whose files may be run; the shebang's file, which is executable. */
export const RUNNABLE = 'bin/run.js';

/** What matters to who asks. */
export interface DamageOptions {
  readonly parts: readonly PayloadPart[];
  /** Undefined on Windows. */
  readonly uid: number | undefined;
}

/** What is wrong with the first file that is not as it was unpacked, without reading any; undefined where all are. */
export function findDamage(root: string, index: PayloadIndex, { parts, uid }: DamageOptions): string | undefined {
  for (const { files } of parts) {
    for (const { path, size } of files) {
      const stats = look(`${root}/${path}`);
      if (stats === 'denied') return `may not be read by this user (${path})`;
      const isWhole = stats?.size === size && stats.isFile() && Math.round(stats.mtimeMs / 1000) === index.mtime;
      if (!isWhole) return `is damaged (${path})`;
      if (!mayRead(stats, uid)) return `may not be read by this user (${path})`;
    }
  }
  return undefined;
}

function look(file: string): Stats | 'denied' | undefined {
  try {
    return lstatSync(file, { throwIfNoEntry: false });
  } catch (error) {
    // Else a directory on the way to it is none.
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? 'denied' : undefined;
  }
}

/** By the mode alone: the groups of this user would have to be asked for, and no file of ours is its group's only. */
function mayRead({ mode, uid: owner }: Stats, uid: number | undefined): boolean {
  return uid === undefined || uid === 0 || (mode & (uid === owner ? 0o400 : 0o044)) !== 0;
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

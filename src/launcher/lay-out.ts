import path from 'node:path';
import { RUNNABLE } from './find-damage.ts';
import type { PayloadPart } from './payload.ts';

/** What is unpacked has these modes whatever the umask is: a copy may be meant for others, too. */
export const DIR_MODE = 0o755;

export function modeOf(file: string): number {
  return file === RUNNABLE ? 0o755 : 0o644;
}

export function listFiles(parts: readonly PayloadPart[]): string[] {
  return parts.flatMap(({ files }) => files.map((file) => file.path));
}

/** All directories on the way to `files`, and `.`: each after the one that it lies in. */
export function listDirs(files: readonly string[]): string[] {
  const dirs = new Set(['.']);
  const add = (dir: string): void => {
    if (dirs.has(dir)) return;
    add(path.posix.dirname(dir));
    dirs.add(dir);
  };
  for (const file of files) add(path.posix.dirname(file));
  return [...dirs];
}

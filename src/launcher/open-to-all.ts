import { chmodSync, lstatSync } from 'node:fs';
import path from 'node:path';
import { DIR_MODE, listDirs, listFiles, modeOf } from './lay-out.ts';
import type { PayloadIndex } from './payload.ts';

const ALL_MAY_USE = 0o555;

/** A copy that its owner unpacked under a narrow umask, with a version that heeded it, is opened to those that it is meant for. Never throws. */
export function openToAll(root: string, { parts }: PayloadIndex, uid: number | undefined): void {
  try {
    const { mode, uid: owner } = lstatSync(root);
    if (owner !== uid || (mode & ALL_MAY_USE) === ALL_MAY_USE) return;
    const files = listFiles(parts);
    for (const file of files) chmodSync(path.join(root, file), modeOf(file));
    // The root itself is the first of them, and comes last: what was ended in the middle is made up for.
    for (const dir of listDirs(files).reverse()) chmodSync(path.join(root, dir), DIR_MODE);
  } catch {
    // A file system that keeps no modes, or is read-only.
  }
}

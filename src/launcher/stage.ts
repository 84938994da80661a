import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { PlaceKind } from './places.ts';
import { markOf, thisMachine } from './process-mark.ts';

/** A directory of this process's own below `base`; its name says whose it is, for who sweeps. `kind`: what is unpacked, or put aside. */
export function makeStage(base: string, kind: 'tmp' | 'old'): string {
  return mkdtempSync(path.join(base, `.${kind}-${markOf(thisMachine)}-`));
}

export function removeTree(dir: string): void {
  try {
    rmSync(dir, { recursive: true, force: true });
  } catch {
    // What cannot be removed now is swept later.
  }
}

/**
 * Puts `staged` where `root` is named, at once. What lies there is put aside first, unless `isSound`: another process was faster. Who runs
 * from what is put aside finds the same files under the same names again.
 */
export function putInPlace(staged: string, root: string, isSound: () => boolean): void {
  for (let tries = 0; ; tries++) {
    try {
      renameSync(staged, root);
      return;
    } catch (error) {
      if (tries > 4 || lstatSync(root, { throwIfNoEntry: false }) === undefined) throw error;
    }
    if (isSound()) return;
    putAside(root);
  }
}

/** Throws where it may not be moved. */
export function putAside(root: string): void {
  const old = makeStage(path.dirname(root), 'old');
  try {
    // A directory takes the place of the empty one: into another, only its owner may move it.
    const isDirectory = lstatSync(root, { throwIfNoEntry: false })?.isDirectory();
    renameSync(root, isDirectory ? old : path.join(old, 'runtime'));
  } catch (error) {
    // Someone else may have moved it.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  } finally {
    removeTree(old);
  }
}

/** Makes `dir`, and gives how to take back what of the way to it was not there. */
export function makeWay(dir: string, kind: PlaceKind): () => void {
  const first = kind === 'shared' ? makeOne(dir) : mkdirSync(dir, { recursive: true, mode: kind === 'given' ? 0o755 : 0o700 });
  return () => {
    if (first === undefined) return;
    try {
      for (let at = dir; at.length >= first.length; at = path.dirname(at)) rmdirSync(at);
    } catch {
      // Others use it by now.
    }
  };
}

/** What lies above is not ours to make. Gives `dir` where it was not there. */
function makeOne(dir: string): string | undefined {
  try {
    mkdirSync(dir, 0o700);
    return dir;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw error;
  }
}

/** The directory for temporary files, where a bare root directory has none: as every system has it, open to all and sticky. */
export function provideTemporary(dir: string): void {
  if (existsSync(dir)) return;
  mkdirSync(dir);
  chmodSync(dir, 0o1777);
}

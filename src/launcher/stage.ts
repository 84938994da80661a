import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { PlaceKind } from './places.ts';
import { markOf, thisMachine } from './process-mark.ts';

/** A directory of this process's own below `base`; its name says whose it is, for who sweeps. `kind`: what is unpacked, or put aside. */
export function makeStage(base: string, kind: 'tmp' | 'old'): string {
  const stage = mkdtempSync(path.join(base, `.${kind}-${markOf(thisMachine)}-`));
  // Whatever the umask is.
  chmodSync(stage, 0o700);
  return stage;
}

export function removeTree(dir: string): void {
  for (const isLast of [false, true]) {
    try {
      // An empty one can be removed even where no more files may be opened.
      if (!tryRmdir(dir)) rmSync(dir, { recursive: true, force: true });
      return;
    } catch {
      // What cannot be removed now is swept later.
      if (!isLast) openTree(dir);
    }
  }
}

function tryRmdir(dir: string): boolean {
  try {
    rmdirSync(dir);
    return true;
  } catch {
    return false;
  }
}

/** A directory that its owner may not search, as an umask of an older start left it, cannot be emptied. */
function openTree(dir: string): void {
  try {
    chmodSync(dir, 0o700);
    for (const entry of readdirSync(dir, { withFileTypes: true })) if (entry.isDirectory()) openTree(path.join(dir, entry.name));
  } catch {
    // Not this user's.
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

/** Makes `dir`, and gives how to take back what of the way to it was not there. What lies above a shared one is not ours to make. */
export function makeWay(dir: string, kind: PlaceKind): () => void {
  const first = kind === 'shared' ? make(dir, 0o700) : makeAll(dir, kind === 'given' ? 0o755 : 0o700);
  return () => {
    if (first === undefined) return;
    try {
      for (let at = dir; at.length >= first.length; at = path.dirname(at)) rmdirSync(at);
    } catch {
      // Others use it by now.
    }
  };
}

/** Gives the first that was not there. Node's own says that nothing is there where the file system is read-only. */
function makeAll(dir: string, mode: number): string | undefined {
  try {
    return make(dir, mode);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dir === path.dirname(dir)) throw error;
    const first = makeAll(path.dirname(dir), mode);
    const own = make(dir, mode);
    return first ?? own;
  }
}

/** Gives `dir` where it was not there. */
function make(dir: string, mode: number): string | undefined {
  try {
    mkdirSync(dir, mode);
    // Whatever the umask is.
    chmodSync(dir, mode);
    return dir;
  } catch (error) {
    if (statSync(dir, { throwIfNoEntry: false })?.isDirectory() || (error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw error;
  }
}

/** The directory for temporary files, where a bare root directory has none: as every system has it, open to all and sticky. */
export function provideTemporary(dir: string): void {
  if (existsSync(dir)) return;
  mkdirSync(dir);
  chmodSync(dir, 0o1777);
}

import { rmdirSync, rmSync } from 'node:fs';

const left = new Map<string, (path: string) => void>();

/** Removes a directory or file even where the process is ended before its owner could; gives what to call when the owner did. */
export function removeAtExit(path: string): () => void {
  return registerRemoval(path, (one) => rmSync(one, { recursive: true, force: true }));
}

/** The same for a directory that others may have come to use: it goes if nothing is left in it. */
export function removeEmptyAtExit(dir: string): () => void {
  return registerRemoval(dir, rmdirSync);
}

function registerRemoval(path: string, remove: (path: string) => void): () => void {
  if (left.size === 0) process.once('exit', removeAll);
  left.set(path, remove);
  return () => {
    left.delete(path);
    if (left.size === 0) process.off('exit', removeAll);
  };
}

/** The newest first: what lies in a directory was registered after it. */
function removeAll(): void {
  for (const [path, remove] of [...left].reverse()) {
    try {
      remove(path);
    } catch {
      // What cannot be removed now could not have been before.
    }
  }
  left.clear();
}

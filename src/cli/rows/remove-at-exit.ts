import { rmSync } from 'node:fs';

const left = new Set<string>();

/** Removes a directory even where the process is ended before its owner could; gives what to call when the owner did. */
export function removeAtExit(dir: string): () => void {
  if (left.size === 0) process.once('exit', removeAll);
  left.add(dir);
  return () => {
    left.delete(dir);
    if (left.size === 0) process.off('exit', removeAll);
  };
}

function removeAll(): void {
  for (const dir of left) {
    try {
      rmSync(dir, { recursive: true, force: true });
    } catch {
      // What cannot be removed now could not have been before.
    }
  }
}

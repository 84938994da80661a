import { type FSWatcher, watch } from 'node:fs';

/** Tells of changes sooner than the next look does, where the file system can. */
export interface DirectoryWatch {
  /** Watches exactly these directories from now on. */
  cover(directories: readonly string[]): void;
  close(): void;
}

/** The system allows so many watches (inotify); the others are looked at by the clock alone. */
const MAX_WATCHES = 200;

/** A directory that cannot be watched (a network file system, no watches left, gone) is left to the polling. */
export function watchDirectories(onChange: () => void): DirectoryWatch {
  const watches = new Map<string, FSWatcher>();
  const drop = (directory: string) => {
    watches.get(directory)?.close();
    watches.delete(directory);
  };
  return {
    cover(directories) {
      const wanted = new Set(directories.slice(0, MAX_WATCHES));
      for (const directory of watches.keys()) if (!wanted.has(directory)) drop(directory);
      for (const directory of wanted) {
        if (watches.has(directory)) continue;
        try {
          const watcher = watch(directory, { persistent: false }, onChange);
          watcher.on('error', () => drop(directory));
          watches.set(directory, watcher);
        } catch {
          // polled
        }
      }
    },
    close: () => {
      for (const directory of [...watches.keys()]) drop(directory);
    },
  };
}

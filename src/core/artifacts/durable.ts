import { randomUUID } from 'node:crypto';
import { open, readdir, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';

/** Writes a new file (0600) and waits until the disk has it. */
export async function writeDurable(file: string, content: string | Uint8Array): Promise<void> {
  const handle = await open(file, 'w', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Waits until the disk has every file of a directory, and their names. */
export async function syncFiles(dir: string): Promise<void> {
  for (const name of await readdir(dir)) {
    const handle = await open(path.join(dir, name), 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
  await syncDirectory(dir);
}

/** Makes renames and new names within a directory durable. Some file systems cannot: that is no error. */
export async function syncDirectory(dir: string): Promise<void> {
  const handle = await open(dir, 'r').catch(() => undefined);
  if (!handle) return;
  await handle.sync().catch(() => {});
  await handle.close();
}

/** A link that lies beside its place: all that may need space is done. */
export interface StagedLink {
  /** Puts it into its place; readers see the old or the new one, never none. */
  swap(): Promise<void>;
  /** Leaves the place as it was; after `swap` it does nothing. */
  discard(): Promise<void>;
}

/** Prepares a symbolic link to another target. */
export async function stageLink(link: string, target: string): Promise<StagedLink> {
  // Not the process id alone: in two containers that share the directory it may well be the same.
  const staged = `${link}.tmp-${process.pid}-${randomUUID().slice(0, 8)}`;
  await symlink(target, staged);
  return {
    swap: async () => {
      await rename(staged, link);
      await syncDirectory(path.dirname(link));
    },
    // A failure to tidy up must not hide another: the next run sweeps.
    discard: () => rm(staged, { force: true }).catch(() => {}),
  };
}

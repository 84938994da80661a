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

/** Points a symbolic link at another target; readers see the old or the new one, never none. */
export async function swapLink(link: string, target: string): Promise<void> {
  const staged = `${link}.tmp-${process.pid}`;
  await rm(staged, { force: true });
  await symlink(target, staged);
  try {
    await rename(staged, link);
  } catch (error) {
    await rm(staged, { force: true });
    throw error;
  }
  await syncDirectory(path.dirname(link));
}

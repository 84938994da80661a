import { open, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, OadsError, StoreError, systemCode } from '../errors.ts';

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

/** Turns a file system error into a StoreError that says what to do; `elsewhere` is how to name another place. */
export function toStoreError(error: unknown, what: string, elsewhere = 'name another directory with --artifacts'): StoreError {
  if (error instanceof StoreError) return error;
  const code = systemCode(error);
  const known: Record<string, [string, string, string]> = {
    ENOSPC: ['OADS_STORE_FULL', 'the disk is full', `free some space, or ${elsewhere}`],
    EDQUOT: ['OADS_STORE_FULL', 'the disk quota is used up', `free some space, or ${elsewhere}`],
    EACCES: ['OADS_STORE_DENIED', 'permission denied', `make the directory writable for this user, or ${elsewhere}`],
    EPERM: ['OADS_STORE_DENIED', 'operation not permitted', `make the directory writable for this user, or ${elsewhere}`],
    EROFS: ['OADS_STORE_DENIED', 'the file system is read-only', elsewhere],
    ENOENT: ['OADS_STORE_FAILED', 'no such file or directory', `create the directory, or ${elsewhere}`],
    ENOTDIR: ['OADS_STORE_DENIED', 'a file is in the way of a directory', elsewhere],
    EISDIR: ['OADS_STORE_DENIED', 'a directory is in the way', elsewhere],
    EEXIST: ['OADS_STORE_DENIED', 'a file is in the way', elsewhere],
  };
  const [errorCode, why, hint] = known[code ?? ''] ?? ['OADS_STORE_FAILED', messageOf(error), undefined];
  return new StoreError(errorCode, `${what}: ${why}`, { hint, cause: error });
}

/** Whether a file system raised it: what it refused is no defect of ours. */
export function isSystemError(error: unknown): boolean {
  return !(error instanceof OadsError) && /^E[A-Z0-9]+$/.test(systemCode(error) ?? '');
}

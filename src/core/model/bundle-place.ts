import { lstat, readdir, readlink, realpath, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, StoreError, systemCode, UsageError } from '../errors.ts';

/** All that a bundle may hold. */
export const BUNDLE_FILES: ReadonlySet<string> = new Set(['bundle.json', 'model.onnx', 'reference.json', 'calibration.f32', 'groups.json']);

/** Where the bundle is kept that a promoted one has taken the place of. */
export function previousOf(target: string): string {
  return `${target}.previous`;
}

/**
 * Where a bundle named `dir` will lie: links are resolved. Throws UsageError for anything whose loss would hurt: only an
 * empty directory, or one that holds nothing but a bundle's files, may be replaced.
 */
export async function findBundlePlace(dir: string): Promise<string> {
  const refuse = (got: string): never => {
    throw new UsageError('OADS_USAGE_OUTPUT', `expected a new directory or a model bundle at ${path.resolve(dir)}, got ${got}`, {
      hint: 'name another directory; what is there has been left as it is',
    });
  };
  const target = await realpath(dir).catch(() => undefined);
  if (target === undefined)
    return (await lstat(dir).catch(() => undefined)) ? refuse('a symbolic link that leads nowhere') : path.resolve(dir);
  if (!(await lstat(target)).isDirectory()) return refuse('a file');
  const stray = await findStray(target).catch((error) => {
    throw new StoreError('OADS_MODEL_WRITE', `model bundle ${target} could not be looked at: ${messageOf(error)}`, { cause: error });
  });
  return stray === undefined ? target : refuse(`a directory that also holds ${stray}`);
}

/**
 * Clears away what a killed writer left beside the bundle's place. If it was stopped between its two renames, the bundle
 * that it had moved aside goes back; if a promotion was stopped after them, it becomes the previous one.
 */
export async function mendBundlePlace(target: string): Promise<void> {
  for (const { left, kind, isInUse } of await findLeft(target)) {
    if (isInUse) continue;
    if (kind !== 'tmp' && (await isMissing(target))) await rename(left, target);
    else if (kind === 'last') await keepAsPrevious(left, target);
    else await rm(left, { recursive: true, force: true });
  }
}

/** Takes the place of an earlier previous one. Stopped half-way, the one aside is still there, and is kept by the next writer. */
export async function keepAsPrevious(aside: string, target: string): Promise<void> {
  await rm(previousOf(target), { recursive: true, force: true });
  await rename(aside, previousOf(target));
}

/**
 * For readers: where nothing lies in the bundle's place, the one that a killed writer had moved aside goes back. Gives
 * where it stands when it cannot, to be read there: its writer is still at work, or the directory is read-only.
 */
export async function findAside(dir: string): Promise<string | undefined> {
  const target = path.resolve(path.dirname(dir), await readlink(dir).catch(() => path.basename(dir)));
  if (!(await isMissing(target))) return undefined;
  const aside = (await findLeft(target)).find(({ kind }) => kind !== 'tmp');
  if (!aside || aside.isInUse) return aside?.left;
  return rename(aside.left, target).then(
    () => undefined,
    () => aside.left,
  );
}

/** What writers have left beside a bundle's place and holds nothing but a bundle's files. */
async function findLeft(target: string): Promise<{ left: string; kind: string; isInUse: boolean }[]> {
  const parent = path.dirname(target);
  const found: { left: string; kind: string; isInUse: boolean }[] = [];
  for (const name of (await readdir(parent).catch(() => [])).sort()) {
    const [, kind, pid] =
      (name.startsWith(path.basename(target)) && /^\.(tmp|old|last)-(\d+)$/.exec(name.slice(path.basename(target).length))) || [];
    if (kind === undefined) continue;
    const left = path.join(parent, name);
    if ((await findStray(left).catch(() => name)) === undefined) found.push({ left, kind, isInUse: isOther(Number(pid)) });
  }
  return found;
}

async function isMissing(target: string): Promise<boolean> {
  return (await lstat(target).catch(() => undefined)) === undefined;
}

/** The first entry of a directory that no bundle has. */
async function findStray(dir: string): Promise<string | undefined> {
  const entries = await readdir(dir, { withFileTypes: true });
  return entries.find((entry) => entry.isDirectory() || !BUNDLE_FILES.has(entry.name))?.name;
}

/** Whether the process is another one that still runs. */
export function isOther(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

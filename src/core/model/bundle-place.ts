import { lstat, readdir, realpath, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, StoreError, systemCode, UsageError } from '../errors.ts';

const BUNDLE_FILES = new Set(['bundle.json', 'model.onnx', 'reference.json', 'calibration.f32']);

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
 * that it had moved aside goes back.
 */
export async function mendBundlePlace(target: string): Promise<void> {
  const parent = path.dirname(target);
  const names = await readdir(parent).catch(() => []);
  for (const name of names.sort()) {
    const [, kind, pid] =
      (name.startsWith(path.basename(target)) && /^\.(tmp|old)-(\d+)$/.exec(name.slice(path.basename(target).length))) || [];
    if (kind === undefined || isOther(Number(pid))) continue;
    const left = path.join(parent, name);
    if ((await findStray(left).catch(() => name)) !== undefined) continue;
    const missing = (await lstat(target).catch(() => undefined)) === undefined;
    if (kind === 'old' && missing) await rename(left, target);
    else await rm(left, { recursive: true, force: true });
  }
}

/** The first entry of a directory that no bundle has. */
async function findStray(dir: string): Promise<string | undefined> {
  const entries = await readdir(dir, { withFileTypes: true });
  return entries.find((entry) => entry.isDirectory() || !BUNDLE_FILES.has(entry.name))?.name;
}

/** Whether the process is another one that still runs. */
function isOther(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

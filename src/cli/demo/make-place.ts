import { lstat, mkdir, mkdtemp, open, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { StoreError, systemCode, toStoreError, UsageError } from '../../core/errors.ts';
import { makeDirectories, removeEmpty } from '../../core/frame/write/make-directories.ts';
import { removeAtExit, removeEmptyAtExit } from '../rows/remove-at-exit.ts';

export interface DemoPlace {
  readonly dir: string;
  /** From now on it stays. */
  keep(): void;
  /** Removes what was made, unless it is kept; what was there before, or came from others, stays. */
  remove(): Promise<void>;
}

export const ELSEWHERE = 'name another directory with --dir';

/** A directory with a copy of the sample: a temporary one, or the named one, which must be new or empty. Throws UsageError, StoreError. */
export async function makePlace(named: string | undefined, sampleDir: string): Promise<DemoPlace> {
  const wanted = named === undefined ? undefined : resolveNamed(named);
  const { dir, parents } = wanted === undefined ? await makeTemporary() : await makeNamed(wanted);
  const contents: string[] = [];
  const forget = parents.map(removeEmptyAtExit);
  const own = (one: string) => {
    contents.push(one);
    forget.push(removeAtExit(one));
  };
  const keep = () => {
    for (const one of forget.splice(0)) one();
    contents.length = 0;
    parents.length = 0;
  };
  const remove = async () => {
    for (const one of contents) await rm(one, { recursive: true, force: true });
    await removeEmpty(parents);
    keep();
  };
  try {
    // Whoever makes it has the place: of two demos that found it empty, the other one is refused.
    const claim = path.join(dir, 'artifacts');
    await mkdir(claim, { mode: 0o700 });
    own(claim);
    await copyTree(sampleDir, dir, own);
  } catch (error) {
    await remove();
    throw systemCode(error) === 'EEXIST' ? isUsed(dir) : toStoreError(error, dir, ELSEWHERE);
  }
  return { dir, keep, remove };
}

function resolveNamed(named: string): string {
  try {
    return path.resolve(named);
  } catch (error) {
    // process.cwd() throws once the working directory is removed.
    throw new StoreError('OADS_STORE_FAILED', `${named} cannot be made: the current working directory is no longer there`, {
      hint: 'name a directory by its absolute path, or change to one that is there',
      cause: error,
    });
  }
}

async function makeTemporary() {
  const prefix = path.join(tmpdir(), 'oads-demo-');
  const dir = await mkdtemp(prefix).catch((error) => {
    throw toStoreError(error, path.dirname(prefix), `${ELSEWHERE}, or the one for temporary files in TMPDIR`);
  });
  return { dir, parents: [dir] };
}

async function makeNamed(dir: string) {
  try {
    const parents = await makeDirectories(dir);
    if (parents.includes(dir) || (await readdir(dir)).length === 0) return { dir, parents };
  } catch (error) {
    const isFile = systemCode(error) === 'EEXIST' && (await lstat(dir).catch(() => undefined));
    if (!isFile) throw toStoreError(error, dir, ELSEWHERE);
  }
  throw isUsed(dir);
}

function isUsed(dir: string): UsageError {
  return new UsageError('OADS_USAGE_DEMO', `expected a new or empty directory, got ${dir}, which is there already`, { hint: ELSEWHERE });
}

/** Tells of all that it makes, which alone may be removed. With the modes of new files: an installed sample may be read-only. */
async function copyTree(from: string, to: string, own: (made: string) => void): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) {
      await mkdir(target);
      own(target);
      await copyTree(source, target, () => {});
    } else {
      const file = await open(target, 'wx');
      own(target);
      await file.writeFile(await readFile(source)).finally(() => file.close());
    }
  }
}

import { lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemCode, toStoreError, UsageError } from '../../core/errors.ts';
import { removeAtExit } from '../rows/remove-at-exit.ts';

export interface DemoPlace {
  readonly dir: string;
  /** From now on it stays. */
  keep(): void;
  /** Removes what was made, unless it is kept; what was there before stays. */
  remove(): Promise<void>;
}

export const ELSEWHERE = 'name another directory with --dir';

/** A directory with a copy of the sample: a temporary one, or the named one, which must be new or empty. Throws UsageError, StoreError. */
export async function makePlace(named: string | undefined, sampleDir: string): Promise<DemoPlace> {
  const { dir, made } = named === undefined ? await makeTemporary() : await makeNamed(path.resolve(named));
  const forget = made.map(removeAtExit);
  const keep = () => {
    for (const one of forget.splice(0)) one();
    made.length = 0;
  };
  const remove = async () => {
    for (const one of made) await rm(one, { recursive: true, force: true });
    keep();
  };
  try {
    await copyTree(sampleDir, dir);
  } catch (error) {
    await remove();
    throw toStoreError(error, dir, ELSEWHERE);
  }
  return { dir, keep, remove };
}

async function makeTemporary() {
  const prefix = path.join(tmpdir(), 'oads-demo-');
  const dir = await mkdtemp(prefix).catch((error) => {
    throw toStoreError(error, path.dirname(prefix), `${ELSEWHERE}, or the one for temporary files in TMPDIR`);
  });
  return { dir, made: [dir] };
}

async function makeNamed(dir: string) {
  try {
    const first = await mkdir(dir, { recursive: true });
    if (first !== undefined) return { dir, made: [first] };
    // Its owner made the directory: only what comes into it is ours.
    if ((await readdir(dir)).length === 0)
      return { dir, made: ['oads.yaml', 'departures.csv', 'NOTICE', 'model', 'artifacts'].map((name) => path.join(dir, name)) };
  } catch (error) {
    const isFile = systemCode(error) === 'EEXIST' && (await lstat(dir).catch(() => undefined));
    if (!isFile) throw toStoreError(error, dir, ELSEWHERE);
  }
  throw new UsageError('OADS_USAGE_DEMO', `expected a new or empty directory, got ${dir}, which is there already`, { hint: ELSEWHERE });
}

/** With the modes of new files: an installed sample may be read-only. */
async function copyTree(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) {
      await mkdir(target);
      await copyTree(source, target);
    } else await writeFile(target, await readFile(source), { flag: 'wx' });
  }
}

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { StoreError, systemCode, toStoreError } from '../../core/errors.ts';
import { makeDirectories } from '../../core/frame/write/make-directories.ts';
import { writeWhole } from './write-whole.ts';

/** An entry as oclif reads it at every start. */
export interface UserPlugin {
  readonly name: string;
  readonly type: 'user' | 'link';
  /** Of a link: the directory. */
  readonly root?: string;
  /** Of an installed one: what was asked for. */
  readonly url?: string;
  readonly tag?: string;
}

export interface UserPackage {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly oclif: { readonly schema: 1; readonly plugins: readonly UserPlugin[] };
}

/** The package.json of the data directory, which names the plugins; npm and oclif keep what is theirs in it. */
export async function readUserPackage(dataDir: string): Promise<UserPackage> {
  const file = path.join(dataDir, 'package.json');
  try {
    const found = JSON.parse(await readFile(file, 'utf8')) as { oclif?: { plugins?: readonly (UserPlugin | string)[] } };
    // oclif once wrote names alone.
    const plugins = (found.oclif?.plugins ?? []).map((one): UserPlugin => (typeof one === 'string' ? { name: one, type: 'user' } : one));
    return { ...found, oclif: { ...found.oclif, schema: 1, plugins } };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return { oclif: { schema: 1, plugins: [] } };
    if (error instanceof SyntaxError)
      throw new StoreError('OADS_STORE_DAMAGED', `${file}: expected JSON, got ${error.message}`, {
        hint: 'remove it, and install the plugins anew',
      });
    throw toStoreError(error, file, 'set OADS_DATA_DIR to another directory');
  }
}

/** Writes the entries that `change` makes of those that are there; the rest of the file stays. */
export async function changeUserPlugins(dataDir: string, change: (plugins: readonly UserPlugin[]) => readonly UserPlugin[]): Promise<void> {
  const found = await readUserPackage(dataDir);
  const next = { name: '@oads/cli', private: true, ...found, oclif: { ...found.oclif, plugins: change(found.oclif.plugins) } };
  try {
    await makeDirectories(dataDir);
    await writeWhole(path.join(dataDir, 'package.json'), `${JSON.stringify(next, null, 2)}\n`);
  } catch (error) {
    throw toStoreError(error, dataDir, 'set OADS_DATA_DIR to another directory');
  }
}

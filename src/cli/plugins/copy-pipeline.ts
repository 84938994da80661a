import { constants } from 'node:fs';
import { cp, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { readYaml } from '../../core/config/parse-yaml.ts';
import { ConfigError, toStoreError, UsageError } from '../../core/errors.ts';
import { makeDirectories } from '../../core/frame/write/make-directories.ts';

export interface CopiedPipeline {
  readonly dir: string;
  /** The config within the directory. */
  readonly config: string;
  /** What else was copied: files, and directories with all that is in them; relative to the directory, sorted. */
  readonly files: readonly string[];
}

/**
 * Copies the config of a ready pipeline, and what it names of the plugin's own files (sample, tables, model), into a directory
 * that is not there yet. All lie to one another as in the plugin, so that the config works from anywhere.
 * @param root of the plugin
 */
export async function copyPipeline(config: string, root: string, into: string): Promise<CopiedPipeline> {
  const dir = path.resolve(into);
  await refuseUsed(dir);
  const configDir = path.dirname(config);
  const texts = textsIn(readYaml(config).value).map(useDefaults);
  const found = await Promise.all(texts.map((text) => findOwn(path.resolve(configDir, text), root, configDir)));
  const files = [...new Set(found.filter((file) => file !== undefined))].filter((file) => file !== config).sort();
  const names = files.map((file) => path.relative(root, file));
  const own = path.relative(root, config);
  if (own.startsWith('..')) throw new ConfigError('OADS_CONFIG_INVALID', `expected a config within ${root}, got ${config}`);
  try {
    for (const name of [own, ...names]) {
      await makeDirectories(path.dirname(path.join(dir, name)));
      // A directory may hold a file that is named, too.
      await cp(path.join(root, name), path.join(dir, name), { recursive: true, mode: constants.COPYFILE_FICLONE });
    }
  } catch (error) {
    throw toStoreError(error, dir, 'name another directory');
  }
  return { dir, config: path.join(dir, own), files: names };
}

/** Without variables: those of whoever copies name what is not the plugin's. */
function useDefaults(text: string): string {
  return text.replaceAll(/\$\{(?:env:)?\w+(?::-([^}]*))?\}/g, (_whole, fallback: string | undefined) => fallback ?? '');
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

/** The file or directory of the plugin at a place, or the directory of a pattern; undefined for what is none of the plugin's. */
async function findOwn(place: string, root: string, configDir: string): Promise<string | undefined> {
  const file = place.includes('*') ? path.dirname(place.slice(0, place.indexOf('*') + 1)) : place;
  const within = path.relative(root, file);
  // Not the plugin as a whole, nor the directory of all its configs, which an empty text would name.
  if (
    within === '' ||
    file === configDir ||
    within.startsWith('..') ||
    path.isAbsolute(within) ||
    within.split(path.sep)[0] === 'node_modules'
  )
    return undefined;
  return (await stat(file).catch(() => undefined)) ? file : undefined;
}

async function refuseUsed(dir: string): Promise<void> {
  let names: string[] = [];
  try {
    names = await readdir(dir);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw toStoreError(error, dir, 'name another directory');
  }
  if (names.length > 0)
    throw new UsageError('OADS_USAGE_PLUGIN', `expected a new or empty directory, got ${dir}, which holds files`, {
      hint: 'name another directory',
    });
}

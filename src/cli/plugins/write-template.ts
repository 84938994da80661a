import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { toStoreError, UsageError } from '../../core/errors.ts';
import { makeDirectories } from '../../core/frame/write/make-directories.ts';
import { shortName } from '../../core/plugin/short-name.ts';

/** What the template calls itself. */
const TEMPLATE = { name: 'oads-plugin-harbour', short: 'harbour' };

export interface WrittenTemplate {
  readonly name: string;
  readonly short: string;
  readonly dir: string;
  /** Relative to the directory, sorted. */
  readonly files: readonly string[];
}

/** Writes a plugin to start from, named as asked for, into a directory that is not there yet. */
export async function writeTemplate(given: string, into: string | undefined, templateDir: string): Promise<WrittenTemplate> {
  const name = /^@|plugin-/.test(given) ? given : `oads-plugin-${given}`;
  if (!/^(?:@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9-]*$/.test(name) || !/^[a-z0-9]/.test(shortName(name))) {
    throw new UsageError('OADS_USAGE_PLUGIN', `expected a name of lower-case letters, digits and dashes, got ${JSON.stringify(given)}`, {
      hint: 'for example harbour, or @example/plugin-harbour',
    });
  }
  const short = shortName(name);
  const dir = path.resolve(into ?? (name.split('/').at(-1) as string));
  await makeNew(dir);
  try {
    const files = (await readdir(templateDir, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(templateDir, path.join(entry.parentPath, entry.name)))
      .sort();
    for (const file of files) {
      const [from, to] = [path.join(templateDir, file), path.join(dir, file)];
      await makeDirectories(path.dirname(to));
      if (file.endsWith('.d.ts')) await cp(from, to);
      else await writeFile(to, rename(await readFile(from, 'utf8'), name, short));
    }
    return { name, short, dir, files };
  } catch (error) {
    throw toStoreError(error, dir, 'name another directory with --dir');
  }
}

function rename(text: string, name: string, short: string): string {
  return text
    .split(TEMPLATE.name)
    .map((part) => part.replaceAll(TEMPLATE.short, short))
    .join(name);
}

/** Nothing that is there is written over. */
async function makeNew(dir: string): Promise<void> {
  try {
    await makeDirectories(dir);
    if ((await readdir(dir)).length === 0) return;
  } catch (error) {
    throw toStoreError(error, dir, 'name another directory with --dir');
  }
  throw new UsageError('OADS_USAGE_PLUGIN', `expected a new or empty directory, got ${dir}, which holds files`, {
    hint: 'name another directory with --dir',
  });
}

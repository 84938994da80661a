import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { SourceError, systemCode } from '../errors.ts';

/**
 * The files that a loader's option names, as absolute paths, sorted by name where a directory or a pattern gives several: a
 * file, a directory (its files, but hidden ones; no pipes, and not those of directories in it), or a pattern with `*` and `?` in the last
 * segment. Throws SourceError, with `outage`, where there is none.
 */
export async function listFiles(named: string | readonly string[], baseDir: string): Promise<string[]> {
  const lists = await Promise.all((typeof named === 'string' ? [named] : named).map((one) => listOne(path.resolve(baseDir, one))));
  return lists.flat();
}

async function listOne(named: string): Promise<string[]> {
  const info = await stat(named).catch(() => undefined);
  if (info && !info.isDirectory()) return [named];
  const last = path.basename(named);
  const isPattern = !info && /[*?]/.test(last);
  if (!info && !isPattern) throw missing(named, 'no such file or directory');
  const directory = info ? named : path.dirname(named);
  const matches = isPattern ? toRegExp(last) : /^[^.]/;
  const entries = await readdir(directory, { withFileTypes: true }).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') throw missing(directory, 'no such directory');
    throw new SourceError('OADS_SOURCE_UNREADABLE', `${directory}: cannot be listed (${systemCode(error) ?? 'unknown'})`, {
      hint: 'check the permissions',
      cause: error,
    });
  });
  const files = entries
    .filter((entry) => (entry.isFile() || entry.isSymbolicLink()) && matches.test(entry.name))
    .map(({ name }) => path.join(directory, name));
  if (files.length === 0) throw missing(named, isPattern ? 'no file matches' : 'no files in this directory');
  return files.sort((a, b) => (a < b ? -1 : 1));
}

/** Stars may stand for any text but a leading dot. Several stars in a row are one, so that matching stays cheap. */
function toRegExp(pattern: string): RegExp {
  const source = pattern
    .replace(/\*+/g, '*')
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]');
  return new RegExp(`^${pattern.startsWith('.') ? '' : '(?!\\.)'}${source}$`);
}

function missing(named: string, what: string): SourceError {
  return new SourceError('OADS_SOURCE_MISSING', `${named}: ${what}`, { hint: 'check the path', outage: true });
}

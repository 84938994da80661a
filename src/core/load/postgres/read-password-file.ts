import { readFile, stat } from 'node:fs/promises';

/** What a line of the file must match. */
export interface PasswordWanted {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

/**
 * The password in a file like ~/.pgpass: lines of host:port:database:user:password, `*` for any, the first that matches
 * (PostgreSQL manual, "The Password File"). Undefined without one, and where others may read the file, as libpq has it.
 */
export async function readPasswordFile(file: string, { host, port, database, user }: PasswordWanted): Promise<string | undefined> {
  const info = await stat(file).catch(() => undefined);
  if (!info?.isFile() || (process.platform !== 'win32' && (info.mode & 0o077) !== 0)) return undefined;
  const text = await readFile(file, 'utf8').catch(() => '');
  const wanted = [host.startsWith('/') ? 'localhost' : host, String(port), database, user];
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('#')) continue;
    // A backslash stands before a colon or backslash that belongs to the value.
    const parts = [...line.matchAll(/((?:\\.|[^:\\])*)(?::|$)/g)].map(([, part]) => part);
    if (parts.length < 5 || !wanted.every((value, index) => parts[index] === '*' || dropBackslashes(parts[index]) === value)) continue;
    const start = parts.slice(0, 4).reduce((length, part) => length + part.length + 1, 0);
    return dropBackslashes(line.slice(start));
  }
  return undefined;
}

function dropBackslashes(part: string): string {
  return part.replaceAll(/\\(.)/g, '$1');
}

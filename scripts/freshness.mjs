// What is already installed and built, told from stamps. Built-ins only; must parse and run on Node 20.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const BUILD_INPUTS = [
  'src',
  'plugins',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  join('scripts', 'build.mjs'),
  join('scripts', 'build-plugins.mjs'),
  join('scripts', 'bundle.mjs'),
  join('scripts', 'bom'),
  join('scripts', 'shell'),
];
const NOT_SOURCE = new Set(['node_modules', 'dist']);
/** What the build itself, or `npm pack`, lays into the directory of a plugin. */
const LAID = /^plugins[\\/][^\\/]+[\\/](?:config|models|LICENSE|dist\.[^\\/]*|[^\\/]*\.tgz)$/;

/** Digest that `node_modules` was installed for. `nodeVersion` is `24.21.0`. */
export function hashInstall(root, nodeVersion) {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(`\n${process.platform}-${process.arch}-node${nodeVersion.split('.')[0]}`)
    .digest('hex');
}

export function isInstallFresh(root, nodeVersion) {
  const stamp = readStamp(installStampPath(root));
  return stamp !== undefined && stamp === hashInstall(root, nodeVersion);
}

export function stampInstall(root, nodeVersion) {
  writeStamp(installStampPath(root), hashInstall(root, nodeVersion));
}

/** Called before npm starts: a killed `npm ci` must not look finished. */
export function unstampInstall(root) {
  rmSync(installStampPath(root), { force: true });
}

/**
 * Whether `node_modules` holds what the lockfile asks for, by npm's own record: then a plain `npm ci` done by hand is
 * not done again. What npm left out for this platform is not missed here; the load test of the natives finds it.
 */
export function matchesLockfile(root) {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const got = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (wanted === undefined || got === undefined) return false;
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || (got[path] === undefined ? entry.optional === true : got[path].version === entry.version),
  );
}

/** Digest of names, sizes and modification times of all that goes into the build. */
export function hashSources(root) {
  const hash = createHash('sha256');
  for (const input of BUILD_INPUTS) addListing(hash, root, input);
  return hash.digest('hex');
}

export function isBuildFresh(root) {
  const stamp = readStamp(join(root, 'dist', '.stamp'));
  if (stamp === undefined || stamp !== hashSources(root)) return false;
  return existsSync(join(root, 'oclif.manifest.json')) || !existsSync(join(root, 'dist', 'commands'));
}

export function stampBuild(root, hash) {
  writeStamp(join(root, 'dist', '.stamp'), hash);
}

function installStampPath(root) {
  return join(root, 'node_modules', '.oads-stamp');
}

function addListing(hash, root, path) {
  const stats = statSync(join(root, path), { throwIfNoEntry: false });
  if (stats === undefined) return;
  if (!stats.isDirectory()) {
    hash.update(`${path}\0${stats.size}\0${stats.mtimeMs}\n`);
    return;
  }
  const names = readdirSync(join(root, path)).sort();
  for (const name of names) {
    const inner = join(path, name);
    if (!NOT_SOURCE.has(name) && !LAID.test(inner)) addListing(hash, root, inner);
  }
}

function readPackages(path) {
  const text = readStamp(path);
  return text === undefined ? undefined : JSON.parse(text).packages;
}

function readStamp(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function writeStamp(path, text) {
  const staged = `${path}.${process.pid}`;
  writeFileSync(staged, text);
  renameSync(staged, path);
}

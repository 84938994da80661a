import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { proveApart } from '../../../src/cli/plugins/prove-apart.ts';
import { InterruptedError, PluginError } from '../../../src/core/errors.ts';
import { runOads, scratchDir } from '../../support/cli.ts';
import { isRunning } from '../../support/is-running.ts';

const test = suite('cli/plugins/prove-apart');
const { dir, remove } = await scratchDir();
test.after(remove);

const plugin = path.join(dir, 'plugin');
mkdirSync(plugin);
const oclif = { hooks: { 'oads:register': './register.js' } };
writeFileSync(path.join(plugin, 'package.json'), JSON.stringify({ name: 'oads-plugin-x', version: '1.0.0', oclif }));

/** `body` stands for oads, which runs the hook. */
async function prove(body: string, options: { mostWaitMs?: number; stop?: AbortSignal } = {}): Promise<unknown> {
  const program = path.join(dir, 'program.cjs');
  writeFileSync(program, body);
  return proveApart(plugin, { dataDir: dir, program, ...options }).catch((error: unknown) => error);
}

test('a hook that loops, crashes or ends its process is refused with its plugin and its file', async () => {
  const about = `plugin oads-plugin-x: ${path.join(plugin, 'register.js')}: expected its hook to answer, `;
  for (const [body, mostWaitMs, why] of [
    ['for (;;);', 200, 'got nothing in 1 s'],
    ['process.kill(process.pid, "SIGSEGV"); for (;;);', undefined, 'its process ended with SIGSEGV'],
    ['process.reallyExit(0);', undefined, 'its process ended with 0'],
  ] as const) {
    const error = await prove(body, { mostWaitMs });
    assert.instance(error, PluginError);
    assert.is((error as Error).message, about + why);
  }
});

test('what the process answers counts, whatever the plugin prints', async () => {
  assert.equal(await prove('console.log("{}"); process.send({ contributed: { checks: [] } }, () => process.disconnect());'), {
    checks: [],
  });
  const error = await prove('process.send({ error: { code: "OADS_PLUGIN_API", message: "m", hint: null } }, () => process.disconnect());');
  assert.instance(error, PluginError);
  assert.equal([(error as PluginError).code, (error as PluginError).message], ['OADS_PLUGIN_API', 'm']);
});

test('what is no answer does not count, and what the hook has started is not waited for', async () => {
  for (const sent of ['{ error: null }', '{ contributed: null }', '{ contributed: { checks: "a" } }', '{ error: {} }', '"text"']) {
    const error = await prove(`process.send(${sent}, () => process.reallyExit(0));`);
    assert.match((error as Error).message, 'its process ended with 0', sent);
  }
  const started = path.join(dir, 'sleeper');
  const sleeper = `require('node:fs').writeFileSync(${JSON.stringify(started)}, String(process.pid)); setInterval(() => {}, 1000);`;
  await prove(`const child = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(sleeper)}], { stdio: 'inherit' });
    const look = setInterval(() => require('node:fs').existsSync(${JSON.stringify(started)}) && process.reallyExit(0), 10);`);
  const pid = Number(readFileSync(started, 'utf8'));
  while (isRunning(pid)) await new Promise((resolve) => setImmediate(resolve));
});

test('a process that is there for the proof never installs, whatever became of its channel', async () => {
  const { code, stdout } = await runOads(['plugins', 'install', plugin], {
    env: { OADS_DATA_DIR: path.join(dir, 'none'), OADS_PROVES_PLUGIN: '1' },
  });
  assert.equal([code, stdout, existsSync(path.join(dir, 'none'))], [0, '', false]);
});

test('whoever asks to stop does not wait for a hook that loops', async () => {
  const stopping = new AbortController();
  const started = path.join(dir, 'started');
  const asked = prove(`require('node:fs').writeFileSync(${JSON.stringify(started)}, ''); for (;;);`, { stop: stopping.signal });
  const look = setInterval(() => existsSync(started) && stopping.abort(new InterruptedError()), 10);
  assert.instance(await asked, InterruptedError);
  clearInterval(look);
});

test.run();

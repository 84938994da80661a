import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { copyPipeline } from '../../../src/cli/plugins/copy-pipeline.ts';
import { findConfig } from '../../../src/cli/plugins/find-config.ts';
import { findLeftovers } from '../../../src/cli/plugins/find-leftovers.ts';
import { findCulprit, meetStray, noteHosted, noteUsed } from '../../../src/cli/plugins/hosted-plugins.ts';
import { hushHost, takeCommandFaults } from '../../../src/cli/plugins/hush-host.ts';
import { installPlugin, removePlugins } from '../../../src/cli/plugins/install-plugin.ts';
import { lockPlugins } from '../../../src/cli/plugins/lock-plugins.ts';
import { nameSource } from '../../../src/cli/plugins/name-source.ts';
import { pickPlugin } from '../../../src/cli/plugins/pick-plugin.ts';
import { readUserPackage } from '../../../src/cli/plugins/user-plugins.ts';
import { writeTemplate } from '../../../src/cli/plugins/write-template.ts';
import { messageOf, PluginError, StoreError, UsageError } from '../../../src/core/errors.ts';
import { collectContributions } from '../../../src/core/plugin/collect.ts';
import { readPluginPackage, registerPackage } from '../../../src/core/plugin/register-package.ts';
import { root, scratchDir } from '../../support/cli.ts';
import { hostApi } from '../../support/host-api.ts';

const test = suite('cli/plugins/install');
let scratch: Awaited<ReturnType<typeof scratchDir>>;
const at = (...parts: string[]) => path.join(scratch.dir, ...parts);

test.before(async () => {
  scratch = await scratchDir();
  mkdirSync(at('dir'));
  writeFileSync(at('a.tgz'), 'x');
});
test.after(() => scratch.remove());

test('what exists is a path, whatever it looks like; a bare word is no package', () => {
  assert.equal(nameSource(at('dir')), { kind: 'directory', path: at('dir') });
  assert.equal(nameSource(at('a.tgz')), { kind: 'file', path: at('a.tgz') });
  assert.equal(nameSource(`file:${at('a.tgz')}`), { kind: 'file', path: at('a.tgz') });
  for (const spec of ['@oads/plugin-un-logistics', '@oads/plugin-un-logistics@0.1.0', 'oads-plugin-harbour', 'oads-plugin-harbour@^1.2.0'])
    assert.equal(nameSource(spec), { kind: 'registry', spec });
  for (const [given, said] of [
    ['./gone.tgz', /gone\.tgz: no such file or directory/],
    ['gone.tgz', /no such file or directory/],
    ['../gone', /no such file or directory/],
    ['example/plugin-harbour', /expected a package, a directory or a packed plugin/],
    ['https://example.com/plugin.git', /expected a package, a directory or a packed plugin/],
    ['plugin-a; rm', /expected a package/],
    ['--registry=http://plugin', /expected a package/],
    ['un-logistics', /expected the whole name of a package, got "un-logistics"/],
  ] as const) {
    assert.throws(
      () => nameSource(given),
      (error: Error) => error instanceof UsageError && said.test(error.message),
      given,
    );
  }
});

test('a plugin is found by package, short name or directory', () => {
  const plugins = [
    { name: '@oads/plugin-iata-ops', type: 'user' } as const,
    { name: 'oads-plugin-port', type: 'link', root: at('dir') } as const,
  ];
  assert.is(pickPlugin('iata-ops', plugins).name, '@oads/plugin-iata-ops');
  assert.is(pickPlugin('@oads/plugin-iata-ops', plugins).name, '@oads/plugin-iata-ops');
  assert.is(pickPlugin(at('dir'), plugins).name, 'oads-plugin-port');
  assert.throws(() => pickPlugin('iata', plugins), /expected an installed plugin, got "iata"/);
});

test('what names two plugins names none; a name in full is always one', () => {
  const plugins = [
    { name: '@quay/oads-plugin-port', type: 'user' } as const,
    { name: '@desk/plugin-port', type: 'link', root: at('dir') } as const,
    { name: 'port', type: 'link', root: at('other') } as const,
    { name: 'oads-plugin-dir', type: 'user' } as const,
  ];
  const twice = (named: string, names: string) => (error: UsageError) =>
    error.exitCode === 2 &&
    error.message === `expected one plugin, got ${JSON.stringify(named)}, which may be ${names}` &&
    error.hint === 'name it in full';
  assert.throws(() => pickPlugin('port', plugins.slice(0, 2)), twice('port', '@desk/plugin-port or @quay/oads-plugin-port'));
  assert.is(pickPlugin('port', plugins).name, 'port');
  assert.is(pickPlugin('@quay/oads-plugin-port', plugins).name, '@quay/oads-plugin-port');
  const here = process.cwd();
  process.chdir(scratch.dir);
  try {
    assert.throws(() => pickPlugin('dir', plugins), twice('dir', '@desk/plugin-port or oads-plugin-dir'));
    assert.is(pickPlugin('./dir', plugins).name, '@desk/plugin-port');
  } finally {
    process.chdir(here);
  }
});

test('a ready pipeline is found by its name; a file of that name wins, a broken plugin says why', () => {
  const pipelines = new Map([['desk:quay', { name: 'desk:quay', description: 'd', config: '/plugins/desk/quay.yaml' }]]);
  const registry = { pipelines, brokenPlugins: new Map([['gone', new PluginError('OADS_PLUGIN_REGISTER', 'no licence')]]) };
  assert.equal(findConfig('desk:quay', registry), { file: '/plugins/desk/quay.yaml', isReady: true });
  assert.equal(findConfig('oads.yaml', registry), { file: 'oads.yaml', isReady: false });
  assert.throws(() => findConfig('gone:quay', registry), /no licence/);
  assert.throws(
    () => findConfig('desk:key', registry),
    (error: UsageError) => error.exitCode === 2 && error.hint === 'ready are desk:quay',
  );
  const here = process.cwd();
  process.chdir(scratch.dir);
  try {
    writeFileSync('desk:quay', '');
    assert.equal(findConfig('desk:quay', registry), { file: 'desk:quay', isReady: false });
  } finally {
    process.chdir(here);
  }
});

test('the template takes the name that it is given, and writes over nothing', async () => {
  const template = path.join(root, 'templates', 'plugin');
  const { name, short, files } = await writeTemplate('@port/plugin-rotterdam', at('new'), template);
  assert.equal([name, short], ['@port/plugin-rotterdam', 'rotterdam']);
  for (const file of files) assert.not.match(readFileSync(at('new', file), 'utf8'), /harbour/, file);
  assert.equal((await registerPackage(at('new'), await hostApi())).plugin, '@port/plugin-rotterdam');
  for (const given of ['Harbour', 'a b', '../x', 'oads-plugin-', '@a/b/c'])
    await rejects(() => writeTemplate(given, at('other'), template), /expected a name of lower-case letters/);
  await rejects(() => writeTemplate('harbour', at('new'), template), /expected a new or empty directory, got .*, which holds files/);
  assert.not.ok(existsSync(at('other')));
});

test('no plugin may take the name of a package of the host', async () => {
  mkdirSync(at('host'));
  for (const name of ['@oads/cli', '@oclif/plugin-help']) {
    writeFileSync(at('host', 'package.json'), JSON.stringify({ name, version: '1.0.0', oclif: { hooks: { 'oads:register': './r.js' } } }));
    await rejects(() => readPluginPackage(at('host')), /expected a name of its own, got @o\S+, which is oads' own/);
  }
});

/** A plugin in a directory of its own. */
function writePlugin(version: string, register: string): string {
  const dir = at(`desk-${version}`);
  mkdirSync(dir);
  const scripts = { postinstall: `node -e "require('fs').writeFileSync('${at('ran')}', '')"` };
  const oclif = { hooks: { 'oads:register': './register.js' } };
  const pjson = {
    name: '@desk/plugin-desk',
    version,
    type: 'module',
    scripts,
    oclif,
    peerDependencies: { oads: '*' },
    files: ['*.js', 'lib'],
  };
  writeFileSync(path.join(dir, 'package.json'), JSON.stringify(pjson));
  writeFileSync(path.join(dir, 'register.js'), register);
  return dir;
}

test('what oclif says of each command of a plugin that does not load becomes one line for the plugin', () => {
  const { emitWarning } = process;
  const passed: unknown[] = [];
  process.emitWarning = ((warning: unknown) => passed.push(warning)) as typeof process.emitWarning;
  try {
    hushHost();
    for (const id of ['hello', 'run']) {
      const detail = `module: @oclif/core@5\ntask: findCommand (${id})\nplugin: oads-plugin-com\nroot: /x`;
      const error = Object.assign(new Error('it imports\nwhat is not there'), { detail });
      process.emitWarning(error.name, error as unknown as { detail: string });
    }
    process.emitWarning('of another kind', { detail: 'plugin: none' });
  } finally {
    process.emitWarning = emitWarning;
  }
  assert.equal(passed, ['of another kind']);
  assert.equal(takeCommandFaults(), ['plugin oads-plugin-com: commands of it are left out: it imports what is not there']);
  assert.equal(takeCommandFaults(), []);
});

test('a directory is copied as npm packs it, without its scripts; one that cannot be used leaves what was there', async () => {
  const dataDir = at('data');
  const prove = async (place: string) => {
    for (const error of collectContributions([await registerPackage(place, await hostApi())]).broken.values()) throw error;
  };
  const options = { dataDir, allowScripts: false, prove };
  // npm asks nobody: there is no registry.
  process.env.npm_config_offline = 'true';
  const good = writePlugin('1.0.0', 'export default () => ({ apiVersion: 1 });');
  const bad = writePlugin('2.0.0', 'export default () => ({ apiVersion: 2 });');
  const place = path.join(dataDir, 'node_modules', '@desk', 'plugin-desk');
  const versionThere = () => (JSON.parse(readFileSync(path.join(place, 'package.json'), 'utf8')) as { version: string }).version;

  await rejects(() => installPlugin(bad, options), /expected apiVersion 1, got 2/);
  assert.equal((await readUserPackage(dataDir)).oclif.plugins, []);
  assert.not.ok(existsSync(path.join(dataDir, 'node_modules')), 'what was refused is removed again');
  assert.equal(readdirSync(path.join(dataDir, 'packed')), []);

  assert.is(await installPlugin(good, options), '@desk/plugin-desk');
  assert.is(versionThere(), '1.0.0');
  assert.not.ok(existsSync(at('ran')), 'its install script did not run');
  await rejects(() => installPlugin(bad, options), /expected apiVersion 1, got 2/);
  assert.is(versionThere(), '1.0.0');
  const { oclif, dependencies } = await readUserPackage(dataDir);
  assert.equal(oclif.plugins, [{ name: '@desk/plugin-desk', type: 'user', url: good }]);
  assert.equal(
    Object.values(dependencies ?? {}),
    readdirSync(path.join(dataDir, 'packed')).map((file) => `file:packed/${file}`),
    'what is packed there is what is installed, and nothing else',
  );
});

test('what is installed from a file is not said to be installed from the registry', async () => {
  const options = { dataDir: at('data'), allowScripts: false, prove: async () => {} };
  for (const spec of ['@desk/plugin-desk', '@desk/plugin-desk@1.0.0'])
    await rejects(() => installPlugin(spec, options), /not installed from a file, got @desk\/plugin-desk, which is/);
});

test("the last plugin takes npm's cache with it", async () => {
  assert.ok(existsSync(at('data', 'npm-cache')), 'in the data directory, not in the home');
  await removePlugins(['@desk/plugin-desk'], at('data'));
  assert.not.ok(existsSync(at('data', 'npm-cache')));
});

test('a ready pipeline is copied with what it names of the plugin, wherever variables point, and over nothing', async () => {
  for (const dir of ['config/sample', 'config/none', 'models/m']) mkdirSync(at('ready', dir), { recursive: true });
  for (const file of ['config/sample/a.csv', 'config/sample/b.csv', 'models/m/bundle.json', 'secret.txt'])
    writeFileSync(at('ready', file), file);
  writeFileSync(at('outside.csv'), '');
  const yaml = `pipeline: desk
description: ''
source: {options: {path: '\${DESK_ROWS:-sample/*.csv}', key: '\${DESK_KEY}', other: [../../outside.csv, ${at('outside.csv')}, gone.csv, ..]}}
model: {path: '\${env:DESK_MODEL:-../models/m}'}
`;
  writeFileSync(at('ready', 'config', 'desk.yaml'), yaml);
  process.env.DESK_ROWS = at('outside.csv');
  const copied = await copyPipeline(at('ready', 'config', 'desk.yaml'), at('ready'), at('mine'));
  delete process.env.DESK_ROWS;
  assert.equal(copied, { dir: at('mine'), config: at('mine', 'config', 'desk.yaml'), files: ['config/sample', 'models/m'] });
  const all = readdirSync(at('mine'), { recursive: true, encoding: 'utf8' }).filter((name) => /\.\w+$/.test(name));
  assert.equal(all.sort(), ['config/desk.yaml', 'config/sample/a.csv', 'config/sample/b.csv', 'models/m/bundle.json']);
  assert.is(readFileSync(copied.config, 'utf8'), yaml);
  await rejects(() => copyPipeline(at('ready', 'config', 'desk.yaml'), at('ready'), at('mine')), /expected a new or empty directory/);
});

async function rejects(work: () => Promise<unknown>, expected: RegExp): Promise<void> {
  try {
    await work();
  } catch (error) {
    assert.match((error as Error).message, expected);
    return;
  }
  assert.unreachable(`expected ${expected}`);
}

test('what is thrown or warned of that is no text is shown as what it is, on one line, cut', () => {
  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;
  assert.equal([{ a: 1 }, undefined, null, 7, 'two\nlines', cyclic, new Error('said')].map(messageOf), [
    '{"a":1}',
    'undefined',
    'null',
    '7',
    'two lines',
    '[object Object]',
    'said',
  ]);
  assert.is(messageOf({ a: 'x'.repeat(1000) }).length, 201);
});

test('an error is blamed on the plugin that its stack names first, and counts where the config uses it', () => {
  noteHosted([
    { name: 'oads-plugin-one', root: '/plugins/one' },
    { name: 'oads-plugin-two', root: '/plugins/two' },
  ]);
  const at = (...places: string[]) =>
    Object.assign(new Error('astray'), { stack: `Error: astray\n${places.map((one) => `    at ${one}:1:1`).join('\n')}` });
  assert.is(findCulprit(at('file:///plugins/two/register.js', '/plugins/one/a.js')), 'oads-plugin-two');
  assert.is(findCulprit(at('/plugins/onerous/a.js')), undefined);
  assert.is(meetStray('oads-plugin-one', at()), undefined, 'nobody knows yet');
  assert.throws(() => noteUsed(['one'], () => {}), /plugin oads-plugin-one: an error that nothing in it caught: astray/);
  const warned: string[] = [];
  noteUsed(['one'], (message) => warned.push(message));
  assert.is(meetStray('oads-plugin-one', at())?.exitCode, 4);
  assert.is(meetStray('oads-plugin-two', at()), undefined);
  assert.equal(warned, ['plugin oads-plugin-two: an error that nothing in it caught: astray']);
});

test('one change of the data directory at a time: the second waits, but not for ever, and says for whom', async () => {
  const order: string[] = [];
  let done = () => {};
  const held = new Promise<void>((resolve) => (done = resolve));
  let entered = () => {};
  const isHeld = new Promise<void>((resolve) => (entered = resolve));
  const first = lockPlugins(at('locked'), async () => {
    entered();
    await held;
    order.push('first');
  });
  await isHeld;
  const refused = await lockPlugins(at('locked'), async () => {}, 0).catch((error: unknown) => error);
  assert.instance(refused, StoreError);
  assert.match((refused as StoreError).message, new RegExp(`^another command is changing the plugins: process ${process.pid} on `));
  const second = lockPlugins(at('locked'), async () => void order.push('second'));
  done();
  await Promise.all([first, second]);
  assert.equal(order, ['first', 'second']);
  assert.equal(readdirSync(at('locked')), []);
});

test('a dependency that no plugin stands for was left by an install that was killed', () => {
  const plugins = [{ name: 'oads-plugin-a', type: 'user' as const }];
  assert.equal(findLeftovers({ dependencies: { 'oads-plugin-a': '1', 'oads-plugin-b': '1' }, oclif: { schema: 1, plugins } }), [
    'oads-plugin-b',
  ]);
  assert.equal(findLeftovers({ oclif: { schema: 1, plugins: [] } }), []);
});

test.run();

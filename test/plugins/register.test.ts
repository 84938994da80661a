import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runJson, runOads, scratchDir } from '../support/cli.ts';
import { linkPlugins } from '../support/link-plugins.ts';

const test = suite('plugins/register');
let scratch: Awaited<ReturnType<typeof scratchDir>>;
let env: Record<string, string>;
let desk = '';

/** A plugin as an institution would write it: no dependency, types only from the host, everything else from the hook's argument. */
const REGISTER = `
export default async ({ api, pl }) => ({
  apiVersion: api.version,
  loaders: [{
    name: 'countdown',
    description: 'numbers from n down to 1',
    options: { type: 'object', required: ['from'], properties: { from: { type: 'integer', minimum: 1 } }, additionalProperties: false },
    async *load({ from }, { batchRows }) {
      const values = Array.from({ length: from }, (_, index) => from - index);
      for (let at = 0; at < from; at += batchRows) yield api.Batch.fromFrame(pl.DataFrame({ n: values.slice(at, at + batchRows) }), at);
    },
  }],
  checks: [{
    kind: 'row',
    name: 'even',
    description: 'the value is even',
    options: { type: 'object', required: ['column'], properties: { column: { type: 'string' } }, additionalProperties: false },
    columns: ({ column }) => [column],
    expectation: ({ column }) => column + ' is even',
    judge(batch, { column }, context, verdicts) {
      const values = batch.numbers(column);
      for (let row = 0; row < values.length; row++) if (values[row] % 2 !== 0) verdicts[row] = 1;
    },
  }],
  features: [{
    name: 'square',
    description: 'n squared',
    inputs: ['n'],
    compute: (batch) => batch.numbers('n').map((value) => value * value),
  }],
});
`;

function writePlugin(name: string, register: string): string {
  const dir = path.join(scratch.dir, name);
  mkdirSync(dir, { recursive: true });
  const hooks = { 'oads:register': './register.js' };
  writeFileSync(
    path.join(dir, 'package.json'),
    JSON.stringify({ name: `@desk/plugin-${name}`, version: '1.2.3', type: 'module', keywords: ['oclif-plugin'], oclif: { hooks } }),
  );
  writeFileSync(path.join(dir, 'register.js'), register);
  return dir;
}

function writeConfig(name: string, text: string): string {
  const file = path.join(scratch.dir, name);
  writeFileSync(file, `version: 1\npipeline: countdown\n${text}`);
  return file;
}

test.before(async () => {
  scratch = await scratchDir();
  env = {
    OADS_DATA_DIR: path.join(scratch.dir, 'data'),
    OADS_CONFIG_DIR: path.join(scratch.dir, 'config'),
    OADS_CACHE_DIR: path.join(scratch.dir, 'cache'),
  };
  desk = writePlugin('desk', REGISTER);
  const { code, stderr } = await runOads(['plugins', 'link', desk, '--no-install'], { env });
  assert.is(code, 0, stderr);
});
test.after(() => scratch.remove());

const SOURCE = 'source: {loader: "desk:countdown", options: {from: 10}}\n';

test("a linked plugin's loader and check work by their prefixed ids", async () => {
  const config = writeConfig('good.yaml', `${SOURCE}checks: [{check: "desk:even", column: n}]\n`);
  const { code, json, stderr } = await runJson<{
    rows: { in: number };
    checks: { check: string; status: string; failed: { count: number }; samples: { row: number }[] }[];
  }>(['check', '-c', config], { env });
  assert.is(code, 1, stderr);
  assert.is(stderr, '', 'nothing to complain about');
  assert.is(json.rows.in, 10);
  const [even] = json.checks;
  assert.equal([even.check, even.status, even.failed.count, even.samples[0].row], ['desk:even', 'fail', 5, 1]);
});

test("a plugin's options are validated like built-in ones, with file, line and column", async () => {
  const config = writeConfig('bad.yaml', 'source: {loader: "desk:countdown", options: {from: 0}}\n');
  const { code, stderr } = await runOads(['check', '-c', config], { env });
  assert.is(code, 2);
  assert.match(stderr, /bad\.yaml:3:\d+ source\.options\.from: expected integer >= 1, got 0/);
});

test("a plugin's feature is fitted, scored and explained like a column", async () => {
  const features = 'features: [{name: n}, {name: squared, plugin: "desk:square"}]\nmodel: {path: model}\n';
  const config = writeConfig('feature.yaml', `source: {loader: "desk:countdown", options: {from: 2000}}\n${features}`);
  const fitted = await runJson<{ features: { name: string; plugin?: string }[] }>(['fit', '-c', config], { env });
  assert.is(fitted.code, 0, fitted.stderr);
  assert.is(fitted.json.features[1].plugin, 'desk:square');
  const { code, json } = await runJson<{ scored: number; model: { inputs: string[] }; top: { values: Record<string, number> }[] }>(
    ['score', '-c', config],
    { env },
  );
  assert.is(code, 0);
  assert.equal(json.model.inputs, ['n', 'squared']);
  const [{ values }] = json.top;
  assert.is(values.squared, values.n ** 2);

  const bare = await runOads(['score', '-c', config], { env: { ...env, OADS_DATA_DIR: path.join(scratch.dir, 'empty') } });
  assert.is(bare.code, 2);
  assert.match(bare.stderr, /source\.loader: no plugin "desk" is installed, got "desk:countdown"/);
});

test('a plugin that breaks is named; it is fatal (4) only for a config that uses it', async () => {
  const throws = writePlugin(
    'throws',
    "console.log('import talk'); export default () => { console.info('hook talk'); throw new Error('no\\u001b[31m licence'); };",
  );
  linkPlugins(env.OADS_DATA_DIR, [desk, throws, writePlugin('future', 'export default () => ({ apiVersion: 99 });')]);
  const innocent = await runOads(['check', '-c', writeConfig('innocent.yaml', SOURCE)], { env });
  assert.is(innocent.code, 0, innocent.stderr);
  assert.match(innocent.stderr, /warning: plugin @desk\/plugin-throws failed to register: no\\x1b\[31m licence/);
  assert.match(innocent.stderr, /^import talk\nhook talk$/m, 'the console of a plugin is talk');
  assert.not.match(innocent.stdout, /talk/);
  assert.match(innocent.stderr, /warning: plugin @desk\/plugin-future: expected apiVersion 1, got 99/);

  for (const [plugin, message] of [
    ['throws', /error\[OADS_PLUGIN_REGISTER\]: plugin @desk\/plugin-throws failed to register: no\\x1b\[31m licence/],
    ['future', /error\[OADS_PLUGIN_API\]: plugin @desk\/plugin-future: expected apiVersion 1, got 99/],
  ] as const) {
    const { code, stderr } = await runOads(['check', '-c', writeConfig('guilty.yaml', `${SOURCE}checks: [{check: "${plugin}:any"}]\n`)], {
      env,
    });
    assert.is(code, 4);
    assert.match(stderr, message);
  }
});

test.run();

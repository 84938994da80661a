import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { publishedSchema } from '../../../src/core/config/contributions.ts';
import { ConfigSchema } from '../../../src/core/config/schema.ts';
import { createRegistry, optionSchemas } from '../../../src/core/pipeline/registry.ts';
import { collectContributions } from '../../../src/core/plugin/collect.ts';

const test = suite('core/plugin/collect');

const OPTIONS = { type: 'object', properties: { harbour_name: { type: 'string', description: 'n' } }, additionalProperties: false };
const loader = { name: 'tides', description: 'd', options: OPTIONS, load() {} };
const check = { kind: 'row', name: 'even', description: 'd', options: OPTIONS, columns() {}, judge() {}, expectation() {} };
const feature = { name: 'rise', description: 'd', inputs: ['height'], options: OPTIONS, compute() {} };
const register = (contributions: unknown, plugin = '@desk/plugin-desk') => ({ plugin, version: '1.0.0', root: '/desk', contributions });
const brokenBy = (contributions: unknown) => collectContributions([register(contributions)]).broken.get('desk')?.message ?? 'none';

test('contributions stand under the short name of their plugin, pipelines at their absolute path', () => {
  const pipelines = [{ name: 'quay', description: 'd', config: 'config/quay.yaml' }];
  const all = collectContributions([register({ apiVersion: 1, loaders: [loader], checks: [check], features: [feature], pipelines })]);
  assert.equal(all.broken.size, 0);
  assert.equal([[...all.loaders.keys()], [...all.checks.keys()], [...all.features.keys()]], [['desk:tides'], ['desk:even'], ['desk:rise']]);
  assert.is(all.pipelines.get('desk:quay')?.config, '/desk/config/quay.yaml');
  const schema = JSON.stringify(publishedSchema(ConfigSchema, optionSchemas(createRegistry(all))));
  assert.is(schema.split('"harbour_name"').length - 1, 3, 'the options of all three are in the schema for editors');
});

/** What a hook may return in error, and what people are told. */
const MALFORMED: readonly (readonly [contributions: unknown, said: RegExp])[] = [
  [undefined, /^plugin @desk\/plugin-desk: expected its oads:register hook to return contributions, got undefined$/],
  [null, /got null$/],
  ['ok', /got "ok"$/],
  [{ apiVersion: 2 }, /expected apiVersion 1, got 2$/],
  [{ apiVersion: '1' }, /expected apiVersion 1, got "1"$/],
  [{ apiVersion: 1, checks: {} }, /expected checks to be a list, got object$/],
  [{ apiVersion: 1, loaders: [null] }, /expected a loader, got null$/],
  [{ apiVersion: 1, loaders: [{ ...loader, name: 7 }] }, /expected names of lower-case letters, digits and dashes, got 7$/],
  [{ apiVersion: 1, loaders: [{ ...loader, name: 'Tides\u001b[31m' }] }, /digits and dashes, got "Tides\\u001b\[31m"$/],
  [{ apiVersion: 1, loaders: [{ ...loader, load: undefined }] }, /loader "tides": expected load to be a function, got undefined$/],
  [
    { apiVersion: 1, loaders: [{ ...loader, options: undefined }] },
    /loader "tides": expected options to be a JSON Schema of an object, got undefined$/,
  ],
  [{ apiVersion: 1, loaders: [{ ...loader, options: { type: 'string' } }] }, /expected options to be a JSON Schema of an object/],
  [{ apiVersion: 1, loaders: [{ ...loader, description: undefined }] }, /expected description to be text, got undefined$/],
  [
    { apiVersion: 1, checks: [{ ...check, kind: 'rows' }] },
    /check "even": expected one of the kinds row, summary, window, group, got "rows"$/,
  ],
  [{ apiVersion: 1, checks: [{ ...check, kind: 'group' }] }, /check "even": expected the function group, got undefined$/],
  [{ apiVersion: 1, checks: [{ ...check, prepare: 1 }] }, /expected prepare to be a function, got number$/],
  [{ apiVersion: 1, features: [{ ...feature, inputs: 'height' }] }, /expected inputs to be a list of columns or a function, got "height"$/],
  [{ apiVersion: 1, features: [{ ...feature, kind: 'window' }] }, /expected the function group, got undefined$/],
  [
    { apiVersion: 1, pipelines: [{ name: 'quay', description: 'd' }] },
    /pipeline "quay": expected config to be the path of a file, got undefined$/,
  ],
  [{ apiVersion: 1, loaders: [loader, loader] }, /"desk:tides" is registered twice$/],
];

const CYCLE: Record<string, unknown> = { type: 'object' };
CYCLE.properties = { again: CYCLE };
const SHARED = { type: 'string', description: 'd', pattern: '^a$' };

/** Schemas of options that nobody could validate with, or write for editors. */
const UNUSABLE: readonly (readonly [options: object, said: RegExp])[] = [
  [CYCLE, /loader "tides": expected options to be a JSON Schema that can be used, got one that contains itself$/],
  [{ type: 'object', properties: null }, /got one whose properties is null$/],
  [{ type: 'object', properties: { a: 7 } }, /got one whose properties.a is no schema$/],
  [{ type: 'object', required: 'a' }, /got one whose required is "a"$/],
  [{ type: 'object', properties: { a: { type: 'string', pattern: '(' } } }, /got one with the pattern "\("$/],
  [{ type: 'object', patternProperties: { '[': {} } }, /got one with the pattern "\["$/],
  [{ type: 'object', default: CYCLE }, /got one whose default cannot be written as JSON$/],
];

test('a schema of options that cannot be used breaks its plugin alone', () => {
  for (const [options, said] of UNUSABLE) assert.match(brokenBy({ apiVersion: 1, loaders: [{ ...loader, options }] }), said);
  const shared = { type: 'object', properties: { pattern: SHARED, required: SHARED, b: { anyOf: [SHARED, { type: 'null' }] } } };
  assert.is(brokenBy({ apiVersion: 1, loaders: [{ ...loader, options: shared }] }), 'none');
});

for (const [contributions, said] of MALFORMED) {
  test(`a plugin that returns ${String(JSON.stringify(contributions)).slice(0, 90)} is broken, and says why (${said.source.slice(-40)})`, () => {
    assert.match(brokenBy(contributions), said);
  });
}

test('a name whose getter throws breaks its plugin, no other', () => {
  const trap = Object.defineProperty({}, 'checks', {
    get() {
      throw new Error('trap');
    },
  });
  const { broken, loaders } = collectContributions([
    register(Object.assign(trap, { apiVersion: 1 }), 'plugin-trap'),
    register({ apiVersion: 1, loaders: [loader] }),
  ]);
  assert.equal([broken.get('trap')?.message, loaders.size], ['plugin plugin-trap: trap', 1]);
});

test('two plugins of one short name are told apart from nothing: the second is broken, and so is what names them', () => {
  const one = register({ apiVersion: 1, loaders: [loader] }, '@desk/plugin-desk');
  const other = register({ apiVersion: 1, checks: [check] }, '@other/plugin-desk');
  const { broken } = collectContributions([one, other]);
  assert.is(broken.get('desk')?.message, 'plugin @other/plugin-desk: "desk" is registered twice');
});

test.run();

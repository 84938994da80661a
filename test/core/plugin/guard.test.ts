import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startChecks } from '../../../src/core/check/run-checks.ts';
import { PluginError, SourceError } from '../../../src/core/errors.ts';
import { Batch } from '../../../src/core/frame/batch.ts';
import type { LoadContext } from '../../../src/core/load/loader.ts';
import { computeValues } from '../../../src/core/pipeline/derive-features.ts';
import { collectContributions } from '../../../src/core/plugin/collect.ts';
import { inputsOf } from '../../../src/core/profile/feature.ts';

const test = suite('core/plugin/guard');

const SCHEMA = [
  { name: 'k', type: 'number' as const },
  { name: 'v', type: 'number' as const },
];
const numbers = (values: readonly number[]) => ({ type: 'number' as const, values: Float64Array.from(values) });
const batchOf = (values: readonly number[], offset = 0, schema: typeof SCHEMA = SCHEMA) =>
  Batch.fromColumns(schema, new Map(schema.map(({ name }) => [name, numbers(values)])), values.length, offset);

const OPTIONS = { type: 'object', properties: {}, additionalProperties: false };
const FINDING = { passed: true, observed: 'o', expected: 'e' };
const nothing = () => {};
const fail = () => {
  throw new Error('boom');
};
const failLater = async () => fail();
const collect = (given: object) => {
  const all = collectContributions([{ plugin: 'oads-plugin-bad', version: '1.0.0', contributions: { apiVersion: 1, ...given } }]);
  for (const error of all.broken.values()) throw error;
  return all;
};
const check = (kind: string, own: object) => ({ kind, name: 'odd', description: 'd', options: OPTIONS, columns: () => ['v'], ...own });
const row = (own: object) => check('row', { judge: nothing, expectation: () => 'e', ...own });
const group = (own: object) => row({ kind: 'group', group: () => ({ key: ['k'], order: ['v'] }), columns: () => ['k', 'v'], ...own });
const summary = (own: object) => check('summary', { start: () => ({ update: nothing, merge: nothing, finding: () => FINDING, ...own }) });
const found = (finding: unknown) => summary({ finding: () => finding });
const window = (evaluate: (read: (columns: string[]) => AsyncIterable<Batch>) => unknown) => check('window', { evaluate });

async function resultOf(given: object) {
  const { checks } = collect({ checks: [Object.freeze(given)] });
  const context = { asOf: new Date(0), contract: [], key: [], coercionFailures: () => undefined, maxQuarantineShare: 1 };
  const run = startChecks([{ check: 'bad:odd' }], checks, context);
  const batch = batchOf([1, 2, 3]);
  run.screen(batch);
  async function* read() {
    yield batch;
  }
  const [{ status, observed }] = await run.finish(read);
  return `${status}: ${observed}`;
}

const owned = (what: string) => `error: check "odd" of plugin "bad": ${what}`;
const UNUSABLE: readonly (readonly [what: string, given: object, said: string])[] = [
  ['verdict 255', row({ judge: (...[, , , v]: Uint8Array[]) => v.fill(255) }), 'error: expected the verdicts 0, 1 or 2, got 255'],
  ['verdict 3 of a group', group({ judge: (...[, , , v]: Uint8Array[]) => v.fill(3) }), 'error: expected the verdicts 0, 1 or 2, got 3'],
  ['async judge', row({ judge: failLater }), 'error: expected judge to answer at once, got a promise'],
  ['async judge of a group', group({ judge: failLater }), 'error: expected judge to answer at once, got a promise'],
  ['group null', group({ group: () => null }), owned('expected group to give a key and an order, got null')],
  ['group undefined', group({ group: nothing }), owned('expected group to give a key and an order, got undefined')],
  ['group {}', group({ group: () => ({}) }), owned('expected the key of group to be a list of columns, got undefined')],
  ['text key', group({ group: () => ({ key: 'k', order: ['v'] }) }), owned('expected the key of group to be a list of columns, got "k"')],
  ['columns throws', row({ columns: fail }), owned('columns failed: boom')],
  ['columns null', row({ columns: () => null }), owned('expected columns to give a list of columns, got null')],
  ['columns text', row({ columns: () => 'v' }), owned('expected columns to give a list of columns, got "v"')],
  ['expectation throws', row({ expectation: fail }), owned('expectation failed: boom')],
  ['expectation object', row({ expectation: () => ({}) }), owned('expected expectation to give text, got an object')],
  [
    'async expectation',
    row({ expectation: failLater }),
    owned('expectation failed: expected expectation to answer at once, got a promise'),
  ],
  ['start throws', check('summary', { start: fail }), owned('start failed: boom')],
  ['start null', check('summary', { start: () => null }), owned('expected start to give a state, got null')],
  ['async update', summary({ update: failLater }), 'error: expected update to answer at once, got a promise'],
  ['finding throws', summary({ finding: fail }), owned('finding failed: boom')],
  ['finding {}', found({}), owned('expected passed of a finding to be true or false, got undefined')],
  ['observed object', found({ ...FINDING, observed: {} }), owned('expected observed of a finding to be text, got an object')],
  [
    'null sample',
    found({ ...FINDING, samples: [null] }),
    owned('expected samples of a finding to be a list of rows with their values, got a list'),
  ],
  [
    'more failed than judged',
    found({ ...FINDING, rows: { judged: 1, failed: 50 } }),
    owned('expected rows of a finding to count those judged and those of them that failed, got an object'),
  ],
  ['window null', window(async () => null), owned('expected a finding, got null')],
  [
    'window that reads what is not there',
    window(async (read) => {
      for await (const _batch of read(['nosuch'])) nothing();
      return FINDING;
    }),
    'error: expected a column "nosuch", got k, v',
  ],
  [
    'huge message',
    row({
      judge: () => {
        throw new Error('x'.repeat(100_000));
      },
    }),
    `error: ${'x'.repeat(500)}…`,
  ],
];

for (const [what, given, said] of UNUSABLE) {
  test(`a check that is of no use is an error, never a pass: ${what}`, async () => {
    assert.is(await resultOf(given), said);
  });
}

test('sound checks of a plugin are judged as they are, frozen or not', async () => {
  assert.is(await resultOf(row({})), 'pass: all of 3 rows');
  assert.is(await resultOf(group({})), 'pass: all of 3 rows');
  assert.is(await resultOf(found(FINDING)), 'pass: o');
  assert.is(await resultOf(window(async () => ({ ...FINDING, observed: 'y'.repeat(600) }))), `pass: ${'y'.repeat(500)}…`);
});

test('states of one summary check merge, whatever is private in them', () => {
  class Sum {
    #rows = 0;
    update({ rows }: Batch) {
      this.#rows += rows;
    }
    merge(other: Sum) {
      this.#rows += other.#rows;
    }
    finding() {
      return { ...FINDING, observed: String(this.#rows) };
    }
  }
  const sum = collect({ checks: [check('summary', { start: () => new Sum() })] }).checks.get('bad:odd');
  assert.ok(sum?.kind === 'summary');
  const context = { asOf: new Date(0), contract: [], key: [], coercionFailures: () => undefined };
  const [a, b] = [sum.start({}, context), sum.start({}, context)];
  a.update(batchOf([1, 2]));
  b.update(batchOf([1]));
  a.merge(b);
  assert.is(a.finding().observed, '3');
});

const feature = (own: object) => {
  const made = collect({ features: [{ name: 'odd', description: 'd', inputs: ['v'], compute: nothing, ...own }] }).features.get('bad:odd');
  assert.ok(made);
  return { name: 'f', feature: made, options: {} };
};

function errorOf(work: () => unknown): PluginError {
  try {
    work();
  } catch (error) {
    assert.instance(error, PluginError);
    return error as PluginError;
  }
  throw new Error('nothing was thrown');
}

test('infinities of a feature are missing values, and the array of the plugin stays as it was', () => {
  const own = Float64Array.of(1, Infinity, -Infinity);
  assert.equal([...computeValues(feature({ compute: () => own }), batchOf([1, 2, 3]))], [1, NaN, NaN]);
  assert.equal([...own], [1, Infinity, -Infinity]);
});

test('a feature that answers nonsense is the fault of its plugin, by name', async () => {
  const async = errorOf(() => computeValues(feature({ compute: failLater }), batchOf([1])));
  assert.is(async.message, 'feature "f" of plugin "bad" failed: expected compute to answer at once, got a promise');
  const inputs: readonly (readonly [given: unknown, said: string])[] = [
    [fail, 'inputs failed: boom'],
    [() => null, 'expected inputs to give a list of columns, got null'],
    [() => 'v', 'expected inputs to give a list of columns, got "v"'],
  ];
  for (const [given, said] of inputs) {
    const error = errorOf(() => inputsOf(feature({ inputs: given }).feature));
    assert.is(`${error.code} ${error.message}`, `OADS_PLUGIN_FAILED feature "odd" of plugin "bad": ${said}`);
  }
  for (const given of [() => null, () => ({}), () => ({ key: 'k', order: [] }), fail]) {
    const { feature: made } = feature({ kind: 'window', group: given });
    assert.ok(made.kind === 'window');
    assert.match(errorOf(() => made.group({})).message, /^feature "odd" of plugin "bad": (expected .*group|group failed: boom)/);
  }
});

const CONTEXT: LoadContext = { asOf: new Date(0), contract: [], key: [], batchRows: 3, baseDir: '.', warn: nothing };

async function readAll(load: (options: unknown, context: LoadContext) => unknown, context: Partial<LoadContext> = {}): Promise<number> {
  const loader = collect({ loaders: [{ name: 'odd', description: 'd', options: OPTIONS, load }] }).loaders.get('bad:odd');
  let rows = 0;
  for await (const batch of loader?.load({}, { ...CONTEXT, ...context }) ?? []) rows += batch.rows;
  return rows;
}

const yields = (...batches: readonly unknown[]) =>
  async function* () {
    yield* batches;
  };
const [K, V] = SCHEMA;
const text = { type: 'text' as const, codes: Uint32Array.of(0), dictionary: ['a'], valid: Uint8Array.of(1) };
const asText = Batch.fromColumns(
  [K, { name: 'v', type: 'text' }],
  new Map<string, ReturnType<typeof numbers> | typeof text>([
    ['k', numbers([1])],
    ['v', text],
  ]),
  1,
  1,
);
const BAD_BATCHES: readonly (readonly [load: () => unknown, said: string])[] = [
  [yields(undefined), 'batch 1: expected a batch of api.Batch, got undefined'],
  [yields({ rows: 3, offset: 0, schema: SCHEMA }), 'batch 1: expected a batch of api.Batch, got an object'],
  [yields(batchOf([1], 0, [V, V])), 'batch 1: expected columns of different names, got "v" twice'],
  [yields(batchOf([1]), batchOf([1], 1, [V])), 'batch 2: expected the columns k, v of the batch before, got v'],
  [yields(batchOf([1]), batchOf([1], 1, [V, K])), 'batch 2: expected the columns k, v of the batch before, got v, k'],
  [yields(batchOf([1]), asText), 'batch 2: expected "v" to be number as in the batch before, got text'],
  [yields(batchOf([1, 2, 3, 4])), 'batch 1: expected at most 3 rows, got 4'],
  [yields(batchOf([1], 50)), 'batch 1: expected the offset 0, the number of rows before it, got 50'],
  [yields(batchOf([1]), batchOf([1])), 'batch 2: expected the offset 1, the number of rows before it, got 0'],
  [fail, 'boom'],
];

for (const [load, said] of BAD_BATCHES) {
  test(`what a plugin's loader yields is watched: ${said}`, async () => {
    const error = await readAll(load).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    assert.instance(error, PluginError);
    assert.is((error as PluginError).message, `loader "odd" of plugin "bad" failed: ${said}`);
  });
}

test('batches that run on are let through; the contract settles types', async () => {
  assert.is(await readAll(yields(batchOf([1, 2, 3]), batchOf([], 3), batchOf([4], 3))), 4);
  assert.is(await readAll(yields(batchOf([1]), asText), { contract: [V] }), 2);
});

test('a source error of a plugin stays one, and is cut to a length that people read', async () => {
  const thrown = new SourceError('OADS_SOURCE_UNREACHABLE', 'y'.repeat(9000), { outage: true });
  const warned: string[] = [];
  const load = (_options: unknown, context: LoadContext) => {
    context.warn('z'.repeat(9000));
    throw thrown;
  };
  const error = await readAll(load, { warn: (message) => warned.push(message) }).catch((one: unknown) => one);
  assert.instance(error, SourceError);
  assert.is((error as SourceError).message, `${'y'.repeat(500)}…`);
  assert.ok((error as SourceError).outage);
  assert.equal(warned, [`${'z'.repeat(500)}…`]);
});

test.run();

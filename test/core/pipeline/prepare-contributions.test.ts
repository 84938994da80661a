import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Type from 'typebox';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { GroupCheck, RowCheck } from '../../../src/core/check/check.ts';
import { publishedSchema } from '../../../src/core/config/contributions.ts';
import { loadConfig } from '../../../src/core/config/load-config.ts';
import { ConfigSchema } from '../../../src/core/config/schema.ts';
import { ConfigError, InterruptedError, ModelError, PluginError } from '../../../src/core/errors.ts';
import { loadPolars } from '../../../src/core/frame/polars.ts';
import { computeValues, listDerived } from '../../../src/core/pipeline/derive-features.ts';
import { silentEffects } from '../../../src/core/pipeline/effects.ts';
import { planIdentity } from '../../../src/core/pipeline/identify-run.ts';
import { RowIntake } from '../../../src/core/pipeline/intake.ts';
import { judgeQuality } from '../../../src/core/pipeline/judge.ts';
import { makePlan, type Plan } from '../../../src/core/pipeline/plan.ts';
import { createRegistry, optionSchemas } from '../../../src/core/pipeline/registry.ts';
import { collectContributions } from '../../../src/core/plugin/collect.ts';
import type { RowFeature } from '../../../src/core/profile/feature.ts';
import { findViolations } from '../../../src/core/schema/validate.ts';
import { scratchDir } from '../../support/cli.ts';
import { makeBatch } from '../check/make-batch.ts';

const test = suite('pipeline/prepare-contributions');
let scratch: Awaited<ReturnType<typeof scratchDir>>;
test.before(async () => {
  await loadPolars();
  scratch = await scratchDir();
  mkdirSync(at('lists'));
  writeFileSync(at('lists/codes.txt'), 'A\nB\n');
  writeFileSync(at('factor.txt'), '10');
});
test.after(() => scratch.remove());
const at = (name: string) => path.join(scratch.dir, name);
const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString();

let prepared = 0;
const listed: RowCheck = {
  kind: 'row',
  name: 'listed',
  description: 'the code is in a list',
  options: Type.Object({ list: Type.String() }, { additionalProperties: false }),
  columns: () => ['code'],
  expectation: () => 'a listed code',
  async prepare({ list }, { readFile, warn }) {
    prepared++;
    if (list === 'kaput') throw new TypeError('kaput');
    warn('read');
    return new Set(
      textOf(await readFile(String(list)))
        .trim()
        .split('\n'),
    );
  },
  judge(rows, _options, context, verdicts) {
    const { codes, dictionary } = rows.text('code');
    for (const [row, code] of codes.entries()) verdicts[row] = (context.prepared as Set<string>).has(dictionary[code]) ? 0 : 1;
  },
};
const alone: GroupCheck = {
  kind: 'group',
  name: 'alone',
  description: 'no code twice',
  options: Type.Object({}, { additionalProperties: false }),
  columns: () => ['code'],
  group: () => ({ key: ['code'], order: [] }),
  expectation: () => 'each code once',
  judge(rows, _options, context, verdicts) {
    assert.is(context.prepared, undefined, 'what another check prepared is its own');
    if (rows.rows > 1) verdicts.fill(1);
  },
};
const times: RowFeature = {
  name: 'times',
  description: 'x times what a file says',
  options: Type.Object({ by: Type.String(), plus: Type.Optional(Type.Number()) }, { additionalProperties: false }),
  inputs: ({ by }) => (by === 'none' ? ['nothing'] : ['x']),
  prepare: async ({ by }, { readFile }) => Number(textOf(await readFile(String(by)))),
  compute: (rows, { plus = 0 }, factor) => rows.numbers('x').map((value) => value * Number(factor) + Number(plus)),
};
const plain: RowFeature = { name: 'plain', description: 'x', inputs: ['x'], compute: (rows) => rows.numbers('x').slice() };

const registry = createRegistry(
  collectContributions([
    { plugin: '@desk/plugin-own', version: '1.0.0', contributions: { apiVersion: 1, checks: [listed, alone], features: [times, plain] } },
  ]),
);
const warnings: string[] = [];
const effects = { ...silentEffects, warn: (message: string) => warnings.push(message) };

const CHECKS = 'checks:\n  - {id: codes, check: "own:listed", list: lists/codes.txt}\n  - {check: "own:alone"}\n';
const FEATURES = `features:
  - {name: ten, plugin: "own:times", options: {by: factor.txt}}
  - {name: eleven, plugin: "own:times", options: {by: factor.txt, plus: 1}}
`;

async function planOf(text: string, over: Partial<typeof effects & { signal: AbortSignal }> = {}): Promise<Plan> {
  writeFileSync(at('oads.yaml'), `version: 1\npipeline: p\nsource: {loader: file, options: {path: x.csv}}\n${text}`);
  const now = new Date(0);
  return makePlan(loadConfig(at('oads.yaml'), {}, optionSchemas(registry)), registry, { now, asOf: now, effects: { ...effects, ...over } });
}

async function errorOf(text: string, over?: Parameters<typeof planOf>[1]): Promise<Error> {
  const outcome: unknown = await planOf(text, over).catch((error: unknown) => error);
  assert.instance(outcome, Error);
  return outcome as Error;
}

test('checks and features get what they prepared, once, and it is part of the identity', async () => {
  prepared = 0;
  const plan = await planOf(CHECKS + FEATURES);
  assert.is(prepared, 1);
  assert.ok(warnings.includes('check "codes": read'));
  const intake = new RowIntake(plan, silentEffects, at('spool/rows'));
  await intake.take(
    (async function* () {
      yield makeBatch({ 'code:text': ['A', 'C', 'A'], 'x:number': [1, 2, 3] });
    })(),
  );
  await intake.close();
  const rows: unknown[] = [];
  for await (const { batch } of intake.readKept()) rows.push([...batch.numbers('ten')], [...batch.numbers('eleven')]);
  assert.equal(rows, [
    [10, 20, 30],
    [11, 21, 31],
  ]);
  const { checks } = await judgeQuality(plan, intake, '0'.repeat(16));
  assert.equal(
    checks.map(({ id, failed }) => [id, failed?.count]),
    [
      ['codes', 1],
      ['own-alone-code', 2],
    ],
  );

  const { tables } = planIdentity(plan, '1');
  assert.equal(Object.keys(tables ?? {}), ['lists/codes.txt', 'factor.txt']);
  assert.is(planIdentity(await planOf(CHECKS + FEATURES), '1').tables?.['factor.txt'], tables?.['factor.txt']);
  writeFileSync(at('factor.txt'), '11');
  assert.is.not(planIdentity(await planOf(CHECKS + FEATURES), '1').tables?.['factor.txt'], tables?.['factor.txt']);
  assert.not.ok('tables' in planIdentity(await planOf('checks: [{check: "own:alone"}]\n'), '1'), 'no table, no word of it');
});

test('a table that is not there is an error of the config, another fault is the plugin’s, a signal is a signal', async () => {
  const lost = await errorOf(CHECKS.replace('codes.txt', 'lost.txt'));
  assert.instance(lost, ConfigError);
  assert.match(lost.message, /oads\.yaml:5:5 checks\[0\]: check "codes": .*lists\/lost\.txt/);
  const ofFeature = await errorOf(FEATURES.replace('factor.txt', 'lost.txt'));
  assert.match(ofFeature.message, /oads\.yaml:5:5 features\[0\]: feature "ten": .*lost\.txt/);
  const kaput = await errorOf(CHECKS.replace('lists/codes.txt', 'kaput'));
  assert.instance(kaput, PluginError);
  assert.is(kaput.message, 'check "codes" of plugin "own" could not be prepared: kaput');
  const signal = AbortSignal.abort(new InterruptedError());
  assert.instance(await errorOf(CHECKS, { signal }), InterruptedError);
});

test('options of features are validated at their place, and belong to a plugin', async () => {
  const cases: [string, RegExp][] = [
    ['features: [{name: a, plugin: "own:times", options: {by: 5}}]\n', /:4:\d+ features\[0\]\.options\.by: expected string, got 5/],
    ['features: [{name: a, plugin: "own:times"}]\n', /features\[0\]: expected key "options", got nothing/],
    ['features: [{name: a, plugin: "own:times", options: {bye: f}}]\n', /options\.bye: expected .* keys by, plus, got unknown key "bye"/],
    [
      'features: [{name: a, plugin: "own:plain", options: {by: f}}]\n',
      /features\[0\]\.options: expected one of the keys .*, got unknown key "options"/,
    ],
    ['features: [{name: x, options: {by: f}}]\n', /features\[0\]\.options: expected one of the keys/],
    [
      'features: [{name: a, plugin: "own:lost", options: {by: f}}]\n',
      /features\[0\]\.plugin: expected a feature that a plugin contributes/,
    ],
  ];
  for (const [text, message] of cases) assert.match((await errorOf(text)).message, message);
  const digests = await Promise.all(
    [FEATURES, FEATURES.replace('plus: 1', 'plus: 2')].map(async (text, index) => {
      writeFileSync(at(`d${index}.yaml`), `version: 1\npipeline: p\nsource: {loader: file, options: {path: x.csv}}\n${text}`);
      return loadConfig(at(`d${index}.yaml`), {}, optionSchemas(registry)).digest;
    }),
  );
  assert.is.not(digests[0], digests[1]);
});

test('inputs follow the options, hidden columns included', async () => {
  const hidden = `columns: {drop: [nothing]}\n${FEATURES.replaceAll('by: factor.txt', 'by: none')}`;
  assert.match((await errorOf(hidden)).message, /expected a column that nothing needs, got "nothing", which feature "ten" needs/);
});

test('a bundle whose options the plugin no longer knows cannot be used', () => {
  const spec = { name: 'a', column: 'a', kind: 'numeric', transform: 'identity', model: true, plugin: 'own:times' } as const;
  assert.throws(
    () => listDerived([{ ...spec, options: { by: 'f', more: 1 } }], registry.features),
    (error: unknown) => error instanceof ModelError && /feature "a" of "own:times": options\.more/.test(error.message),
  );
  const [derived] = listDerived([{ ...spec, plugin: 'own:plain' }], registry.features);
  assert.equal([...computeValues(derived, makeBatch({ 'x:number': [4] }))], [4]);
});

test('the published schema completes the options of features', () => {
  const schema = publishedSchema(ConfigSchema, optionSchemas(registry)) as Parameters<typeof findViolations>[0];
  const document = (feature: object) => ({
    version: 1,
    pipeline: 'p',
    source: { loader: 'file', options: { path: 'x' } },
    features: [feature],
  });
  assert.equal(findViolations(schema, document({ name: 'a', plugin: 'own:times', options: { by: 'f' } })), []);
  assert.equal(findViolations(schema, document({ name: 'a' })), []);
  assert.is.not(findViolations(schema, document({ name: 'a', plugin: 'own:times', options: { buy: 'f' } })).length, 0);
});

test.run();

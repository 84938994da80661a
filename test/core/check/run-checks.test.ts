import Type from 'typebox';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { builtInChecks } from '../../../src/core/check/built-in-checks.ts';
import type { Check, RowCheck, SummaryCheck, WindowCheck } from '../../../src/core/check/check.ts';
import { type QualityRun, startChecks } from '../../../src/core/check/run-checks.ts';
import type { CheckConfig } from '../../../src/core/config/schema.ts';
import { InterruptedError, UsageError } from '../../../src/core/errors.ts';
import type { Batch } from '../../../src/core/frame/batch.ts';
import { findViolations } from '../../../src/core/schema/validate.ts';
import { CheckResult } from '../../../src/core/snapshot/quality-snapshot.ts';
import { cutBatch, makeBatch } from './make-batch.ts';

const test = suite('check/run-checks');

const common = { description: 'for tests', options: Type.Object({}), columns: () => [] };
const broken = { ...common, name: 'broken', kind: 'row', expectation: () => 'sound rows', judge: () => explode() } as RowCheck;
const brokenSummary = {
  ...common,
  name: 'broken_summary',
  kind: 'summary',
  start: () => ({ update: explode, merge() {}, finding: explode }),
} as SummaryCheck;
const brokenWindow = { ...common, name: 'broken_window', kind: 'window', evaluate: () => explode() } as WindowCheck;
const brokenLater = { ...common, name: 'broken_later', kind: 'window', evaluate: async () => explode() } as WindowCheck;
const registry = new Map<string, Check>(
  [...builtInChecks, broken, brokenSummary, brokenWindow, brokenLater].map((check) => [check.name, check]),
);

function explode(): never {
  throw new Error('kaput');
}

function start(configs: CheckConfig[], maxQuarantineShare = 0.5): QualityRun {
  return startChecks(configs, registry, { asOf: new Date('2024-05-01T12:00:00Z'), contract: [], key: ['id'], maxQuarantineShare });
}

/** Screens the batches and finishes over the kept rows, as a pipeline does. */
async function run(configs: CheckConfig[], batches: readonly Batch[], maxQuarantineShare?: number): Promise<CheckResult[]> {
  const checks = start(configs, maxQuarantineShare);
  const kept = batches.map((batch) => checks.screen(batch).kept);
  return checks.finish(readBack(kept));
}

function readBack(kept: readonly Batch[]) {
  return async function* () {
    let before = 0;
    for (const batch of kept) {
      yield batch.withOffset(before);
      before += batch.rows;
    }
  };
}

const rows = {
  'id:text': ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'b'],
  'delay:number': [0, 9999, -5, null, 9999, 20, 30, 9999],
  'seats:integer': [1, 2, null, 4, 5, 6, 7, 8],
};
const delay = { check: 'range', column: 'delay', max: 100 };

test('rows refused leave before the other checks look', async () => {
  const checks = start([
    { ...delay, severity: 'fail' },
    { ...delay, severity: 'quarantine', id: 'gate' },
    { check: 'row_count', min: 5, max: 5 },
  ]);
  const { kept, refused } = checks.screen(makeBatch(rows, 100));
  assert.equal([...kept.numbers('delay')], [0, -5, Number.NaN, 20, 30]);
  assert.equal(refused?.rules, ['gate', 'gate', 'gate']);
  assert.equal([...(refused?.mask ?? [])], [0, 1, 0, 0, 1, 0, 0, 1]);
  assert.equal([...(refused?.batch.numbers('seats') ?? [])], [2, 5, 8]);
  assert.equal({ ...checks.rows }, { in: 8, kept: 5, quarantined: 3 });
  const [first, gate, count] = await checks.finish(readBack([kept]));
  assert.equal([first.status, first.failed?.n, first.failed?.count], ['pass', 4, 0]);
  assert.equal([gate.status, gate.failed?.n, gate.failed?.count], ['warn', 7, 3]);
  assert.equal(gate.samples[0], { row: 101, values: { id: 'b', delay: 9999 } });
  assert.is(count.status, 'pass');
});

test('a row refused by two rules names both', () => {
  const checks = start([
    { ...delay, severity: 'quarantine', id: 'one' },
    { check: 'allowed', column: 'id', values: ['a', 'b', 'd', 'g', 'e'], severity: 'quarantine', id: 'two' },
  ]);
  const { refused } = checks.screen(makeBatch(rows));
  assert.equal(refused?.rules, ['one', 'two', 'one', 'two', 'one']);
  const both = checks.screen(makeBatch({ 'id:text': ['x'], 'delay:number': [9999] }));
  assert.equal(both.refused?.rules, ['one; two']);
  assert.is(both.kept.rows, 0);
});

test('nothing refused: the batch itself goes on', () => {
  const batch = makeBatch(rows);
  const { kept, refused } = start([{ ...delay, max: 1e6, severity: 'quarantine' }]).screen(batch);
  assert.is(kept, batch);
  assert.is(refused, null);
});

test('quarantine warns up to the share of all rows, then fails', async () => {
  const gate: CheckConfig[] = [{ ...delay, severity: 'quarantine' }];
  assert.is((await run(gate, [makeBatch(rows)], 3 / 8))[0].status, 'warn');
  const [failed] = await run(gate, [makeBatch(rows)], 0.37);
  assert.equal([failed.status, failed.observed], ['fail', 'not so in 3 rows of 7 (42.9 %); 37.5 % of all rows set aside']);
  // Two checks that refuse other rows each stay under the share; together they do not.
  const two: CheckConfig[] = [
    ...gate,
    { check: 'range', column: 'seats', max: 5, severity: 'quarantine' },
    { check: 'allowed', column: 'id', values: [...'abcdefg'], severity: 'quarantine' },
  ];
  assert.equal(
    (await run(two, [makeBatch(rows)], 0.5)).map(({ status }) => status),
    ['fail', 'fail', 'pass'],
  );
});

test('samples name rows of the source although rows before them were refused', async () => {
  const configs: CheckConfig[] = [
    { ...delay, severity: 'quarantine' },
    { check: 'range', column: 'delay', max: 10 },
    { check: 'null_share', column: 'seats', max: 0 },
    { check: 'unique_key', columns: ['seats'] },
  ];
  const given = { ...rows, 'seats:integer': [1, 2, null, 4, 5, 4, 7, 8] };
  for (const cuts of [[], [1], [3, 5], [2, 4, 6]]) {
    const [, range, nulls, unique] = await run(configs, cutBatch(given, cuts));
    assert.equal(
      range.samples.map(({ row }) => row),
      [5, 6],
    );
    assert.equal(
      nulls.samples.map(({ row }) => row),
      [2],
    );
    assert.equal(unique.samples, [
      { row: 3, values: { seats: 4 } },
      { row: 5, values: { seats: 4 } },
    ]);
  }
});

test('a long text in a sample is cut, and says how long it was', async () => {
  const given = { 'delay:number': [1], 'note:text': ['x'.repeat(70_000)] };
  const [result] = await run([{ check: 'allowed', column: 'note', values: ['a'] }], cutBatch(given, []));
  assert.is(result.samples[0].values.note, `${'x'.repeat(500)}… (70,000 characters)`);
});

test('unreadable values follow their rows when others are refused', async () => {
  const checks = start([
    { ...delay, severity: 'quarantine' },
    { check: 'column', column: 'seats', type: 'integer' },
  ]);
  const { kept } = checks.screen(makeBatch(rows), new Map([['seats', Uint8Array.of(0, 1, 1, 0, 0, 0, 0, 0)]]));
  const [, column] = await checks.finish(readBack([kept]));
  assert.equal([column.failed?.count, column.failed?.n], [1, 5]);
  assert.equal(column.samples, [{ row: 2, values: { id: 'c', seats: null } }]);
});

test('tolerance is a share of the judged rows', async () => {
  const status = async (tolerance?: number) =>
    (await run([{ check: 'range', column: 'delay', max: 100, tolerance }], [makeBatch(rows)]))[0].status;
  assert.is(await status(), 'fail');
  assert.is(await status(0.42), 'fail');
  assert.is(await status(3 / 7), 'pass');
  const [result] = await run([{ ...delay, tolerance: 0.5 }], [makeBatch(rows)]);
  assert.equal([result.expected, result.samples.length], ['delay <= 100, at most 50 % of rows excepted', 3]);
});

test('severity decides between fail and warn', async () => {
  const [fail, warn] = await run([delay, { ...delay, severity: 'warn' }], [makeBatch(rows)]);
  assert.equal([fail.status, warn.status], ['fail', 'warn']);
  assert.equal(
    fail.failed?.interval.map((end) => Number(end.toFixed(4))),
    [0.1582, 0.7495],
  ); // Wilson 95 %, 3 of 7
});

test('a check that cannot be computed says so and leaves the others alone', async () => {
  const configs: CheckConfig[] = [
    { check: 'broken' },
    { check: 'broken', severity: 'quarantine' },
    { check: 'broken_summary', severity: 'warn' },
    { check: 'broken_window' },
    { check: 'broken_later' },
    { check: 'range', column: 'nope', min: 1 },
    { check: 'unique_key', columns: ['id', 'nope'] },
    { check: 'range', column: 'id', min: 1 },
    { check: 'column', column: 'nope' },
    delay,
  ];
  const results = await run(configs, cutBatch(rows, [3]));
  assert.equal(
    results.map(({ status }) => status),
    ['error', 'error', 'error', 'error', 'error', 'error', 'error', 'error', 'fail', 'fail'],
  );
  assert.equal(
    results.slice(0, 5).map(({ observed }) => observed),
    Array(5).fill('kaput'),
  );
  assert.is(results[5].observed, 'expected a column "nope", got id, delay, seats');
  assert.is(results[6].observed, 'expected a column "nope", got id, delay, seats');
  assert.match(results[7].observed, /expected numbers or times in column .*, got text/);
  assert.is(results[7].failed, null);
});

test('a broken check is not asked again', async () => {
  let asked = 0;
  const judge = () => {
    asked++;
    explode();
  };
  const checks = startChecks([{ check: 'broken' }], new Map([['broken', { ...broken, judge }]]), {
    asOf: new Date(0),
    contract: [],
    key: [],
    maxQuarantineShare: 0,
  });
  for (const batch of cutBatch(rows, [2, 4])) checks.screen(batch);
  assert.is(asked, 1);
});

test('a failure to read the rows back ends the run instead of one check', async () => {
  const checks = start([{ check: 'unique_key', columns: ['id'] }]);
  checks.screen(makeBatch(rows));
  const read = async function* (): AsyncGenerator<Batch> {
    yield makeBatch(rows);
    throw new InterruptedError();
  };
  const outcome = await checks.finish(read).catch((error: unknown) => error);
  assert.instance(outcome, InterruptedError);
});

test('ids are made from check and columns, and differ', async () => {
  const results = await run(
    [
      { check: 'range', column: 'delay', max: 1 },
      { check: 'range', column: 'delay', max: 2 },
      { check: 'range', column: 'delay', max: 3, id: 'range-delay-2' },
      { check: 'column_order', before: 'delay', after: 'seats' },
      { check: 'row_count', min: 1 },
      { check: 'column', column: 'Dep Delay', optional: true, nullable: false },
    ],
    [makeBatch(rows)],
  );
  assert.equal(
    results.map(({ id }) => id),
    ['range-delay', 'range-delay-3', 'range-delay-2', 'column_order-delay-seats', 'row_count', 'column-dep-delay'],
  );
  assert.equal(
    results.map(({ columns }) => columns),
    [['delay'], ['delay'], ['delay'], ['delay', 'seats'], [], ['Dep Delay']],
  );
});

test('mistakes in the config are refused at the start', () => {
  const refused = (config: CheckConfig, message: RegExp) =>
    assert.throws(
      () => start([config]),
      (error: unknown) => error instanceof UsageError && message.test(error.message),
    );
  refused({ check: 'nope' }, /expected one of the checks column, null_share.*, got "nope"/);
  refused({ check: 'row_count', min: 1, severity: 'quarantine' }, /check "row_count": expected severity fail or warn, got quarantine/);
  refused({ check: 'unique_key', columns: ['id'], severity: 'quarantine' }, /expected severity fail or warn/);
  refused({ ...delay, severity: 'quarantine', tolerance: 0.1 }, /expected no tolerance with severity quarantine, got 0.1/);
  refused({ check: 'range', column: 'delay' }, /expected min, max or both/);
  assert.throws(
    () =>
      start([
        { ...delay, id: 'x' },
        { ...delay, id: 'x' },
      ]),
    /expected the ids of checks to differ, got "x" twice/,
  );
});

test('results have the shape of the quality snapshot', async () => {
  const configs: CheckConfig[] = [
    { ...delay, description: 'sentinels' },
    { check: 'unique_key', columns: ['id'] },
    { check: 'broken' },
    { check: 'row_count', min: 99 },
  ];
  const results = await run(configs, [makeBatch(rows)]);
  assert.equal(
    results.flatMap((result) => findViolations(CheckResult, result)),
    [],
  );
  assert.is(results[0].description, 'sentinels');
});

test('no batch, no rows: nothing is judged', async () => {
  const [range, unique] = await run([delay, { check: 'unique_key', columns: ['id'] }], [makeBatch({ 'id:text': [], 'delay:number': [] })]);
  assert.equal([range.status, range.observed, range.failed], ['pass', 'no row to judge', { value: 0, count: 0, n: 0, interval: [0, 1] }]);
  assert.is(unique.status, 'pass');
});

test.run();

import fc from 'fast-check';
import Type from 'typebox';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { builtInChecks } from '../../../src/core/check/built-in-checks.ts';
import type { Check, GroupCheck } from '../../../src/core/check/check.ts';
import { type FinishOptions, startChecks } from '../../../src/core/check/run-checks.ts';
import type { CheckConfig } from '../../../src/core/config/schema.ts';
import { InterruptedError, StoreError, UsageError } from '../../../src/core/errors.ts';
import type { Batch } from '../../../src/core/frame/batch.ts';
import type { CheckResult } from '../../../src/core/snapshot/quality-snapshot.ts';
import { scratchDir } from '../../support/cli.ts';
import { cutBatch, makeBatch } from './make-batch.ts';

const test = suite('check/judge-groups');

/** Each leg of a tail begins where the one before ended. */
const tailContinues: GroupCheck = {
  kind: 'group',
  name: 'tail-continues',
  description: 'each leg begins where the one before ended',
  options: Type.Object({ tolerance: Type.Optional(Type.Number()) }, { additionalProperties: false }),
  columns: () => ['tail', 'off', 'from', 'to'],
  group: () => ({ key: ['tail'], order: ['off'] }),
  expectation: () => 'no tail in two places',
  judge(rows, _options, context, verdicts) {
    assert.is(context.coercionFailures('off'), undefined, 'nothing of the last batch is told');
    const [from, to] = [rows.text('from'), rows.text('to')];
    for (let row = 0; row < rows.rows; row++) {
      if (row === 0) verdicts[row] = 2;
      else if (from.dictionary[from.codes[row]] !== to.dictionary[to.codes[row - 1]]) verdicts[row] = 1;
    }
  },
};
const explodes: GroupCheck = {
  ...tailContinues,
  name: 'explodes',
  judge() {
    throw new Error('kaput');
  },
};
const stray: GroupCheck = { ...tailContinues, name: 'stray', group: () => ({ key: ['hull'], order: [] }) };
const registry = new Map<string, Check>([...builtInChecks, tailContinues, explodes, stray].map((check) => [check.name, check]));

const LEGS = {
  'id:integer': [1, 2, 3, 4, 5, 6, 7],
  'tail:text': ['N1', 'N2', 'N1', null, 'N1', 'N2', 'N1'],
  'off:number': [10, 5, 30, 7, 20, -1, 999],
  'from:text': ['A', 'B', 'C', 'Z', 'B', 'X', 'Z'],
  'to:text': ['B', 'C', 'D', 'Q', 'C', 'B', 'Z'],
};
const CONTINUES: CheckConfig = { check: 'tail-continues' };
const BELOW_900: CheckConfig = { check: 'range', column: 'off', max: 900, severity: 'quarantine' };

async function run(configs: CheckConfig[], batches: readonly Batch[], options?: FinishOptions): Promise<CheckResult[]> {
  const checks = startChecks(configs, registry, { asOf: new Date(0), contract: [], key: ['id'], maxQuarantineShare: 0.5 });
  const kept = batches.map((batch) => checks.screen(batch).kept);
  return checks.finish(async function* (columns) {
    let before = 0;
    for (const batch of kept) {
      for (const name of columns) assert.ok(batch.has(name));
      yield batch.withOffset(before);
      before += batch.rows;
    }
  }, options);
}

test('rows fail beside the others of their group; those in no group, or not judged, do not count', async () => {
  const [result] = await run([CONTINUES], [makeBatch(LEGS)]);
  // N1 by time: id 1 A-B, 5 B-C, 3 C-D, 7 Z-Z; N2: 6 X-B, 2 B-C.
  assert.equal(result.failed && [result.failed.count, result.failed.n], [1, 4]);
  assert.equal([result.status, result.severity, result.expected], ['fail', 'fail', 'no tail in two places']);
  assert.equal(result.samples, [{ row: 6, values: { id: 7, tail: 'N1', off: 999, from: 'Z', to: 'Z' } }]);
  assert.match(String(result.hint), /^mend these rows at the source; tolerance allows/);
  const [tolerant, warned] = await run(
    [
      { ...CONTINUES, tolerance: 0.25, id: 'a' },
      { ...CONTINUES, severity: 'warn', id: 'b' },
    ],
    [makeBatch(LEGS)],
  );
  assert.equal([tolerant.status, warned.status], ['pass', 'warn']);
});

test('rows that were set aside are in no group, and samples name the row of the source', async () => {
  const rows = { ...LEGS, 'off:number': [10, 5, 30, 7, 1000, -1, 40] };
  const [, result] = await run([BELOW_900, CONTINUES], cutBatch(rows, [3]));
  // Without id 5, N1 goes from B to C.
  assert.equal(
    result.samples.map(({ row, values }) => [row, values.id]),
    [
      [2, 3],
      [6, 7],
    ],
  );
});

test('property: results are the same for any split and any bound of memory', async () => {
  const { dir, remove } = await scratchDir();
  const whole = fc.array(
    fc.record({
      tail: fc.option(fc.constantFrom('N1', 'N2', 'N3', 'N4')),
      off: fc.nat(12),
      from: fc.constantFrom('A', 'B'),
      to: fc.constantFrom('A', 'B'),
    }),
    { minLength: 1, maxLength: 50 },
  );
  await fc.assert(
    fc.asyncProperty(whole, fc.array(fc.nat(50), { maxLength: 5 }), fc.constantFrom(1, 5, 1000), async (rows, cuts, memoryRows) => {
      const values = {
        'id:integer': rows.map((_, index) => index),
        'tail:text': rows.map(({ tail }) => tail),
        'off:number': rows.map(({ off }) => off),
        'from:text': rows.map(({ from }) => from),
        'to:text': rows.map(({ to }) => to),
      };
      const configs: CheckConfig[] = [{ check: 'range', column: 'off', max: 11, severity: 'quarantine' }, CONTINUES];
      const expected = await run(configs, [makeBatch(values)]);
      assert.equal(await run(configs, cutBatch(values, cuts), { memoryRows, scratchDir: `${dir}/groups` }), expected);
    }),
    { numRuns: 60, seed: 11 },
  );
  await remove();
});

test('no rows, no finding against them', async () => {
  const [result] = await run(
    [CONTINUES],
    [makeBatch({ 'id:integer': [], 'tail:text': [], 'off:number': [], 'from:text': [], 'to:text': [] })],
  );
  assert.equal([result.status, result.observed], ['pass', 'no row to judge']);
});

test('one that throws, or names a column that is not there, is an error of its own', async () => {
  const [sound, broken, lost] = await run([CONTINUES, { check: 'explodes' }, { check: 'stray' }], [makeBatch(LEGS)]);
  assert.equal([sound.status, broken.status, broken.observed], ['fail', 'error', 'kaput']);
  assert.match(lost.observed, /^expected a column "hull", got id, tail/);
});

test('quarantine is refused; a full disk and a signal are no finding', async () => {
  assert.throws(
    () =>
      startChecks([{ ...CONTINUES, severity: 'quarantine' }], registry, {
        asOf: new Date(0),
        contract: [],
        key: [],
        maxQuarantineShare: 1,
      }),
    (error: unknown) => error instanceof UsageError && /severity fail or warn, got quarantine/.test(error.message),
  );
  const stop = new AbortController();
  stop.abort(new InterruptedError());
  const stopped = await run([CONTINUES], [makeBatch(LEGS)], { signal: stop.signal }).catch((error: unknown) => error);
  assert.instance(stopped, InterruptedError);
  // A directory below a file cannot be made.
  const full = await run([CONTINUES], [makeBatch(LEGS)], { memoryRows: 1, scratchDir: `${import.meta.filename}/groups` }).catch(
    (error: unknown) => error,
  );
  assert.instance(full, StoreError);
});

test.run();

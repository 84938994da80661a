import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { builtInChecks } from '../../../src/core/check/built-in-checks.ts';
import { startChecks } from '../../../src/core/check/run-checks.ts';
import type { CheckConfig } from '../../../src/core/config/schema.ts';
import type { Batch } from '../../../src/core/frame/batch.ts';
import { cutBatch } from './make-batch.ts';

const test = suite('check/merge');

const registry = new Map(builtInChecks.map((check) => [check.name, check]));
const configs: CheckConfig[] = [
  { check: 'range', column: 'delay', min: -50, max: 50, severity: 'quarantine' },
  { check: 'allowed', column: 'carrier', values: ['AA', 'B6', 'UA'], severity: 'quarantine' },
  { check: 'range', column: 'delay', min: 0, tolerance: 0.2 },
  { check: 'range', column: 'at', max: '2024-05-01T11:30:00Z', severity: 'warn' },
  { check: 'pattern', column: 'carrier', pattern: 'A.|B.' },
  { check: 'column_order', before: 'delay', after: 'seats' },
  { check: 'column', column: 'seats', type: 'integer', nullable: false },
  { check: 'null_share', column: 'delay', max: 0.1 },
  { check: 'row_count', min: 5 },
  { check: 'freshness', column: 'at', max_age: '1h' },
  { check: 'unique_key', columns: ['carrier', 'seats'] },
  { check: 'range', column: 'nope', min: 0 },
];

const row = fc.record({
  carrier: fc.constantFrom('AA', 'B6', 'UA', 'ZZ', null),
  delay: fc.constantFrom(-60, -10, 0, 10, 60, null),
  seats: fc.constantFrom(0, 1, 2, null),
  at: fc.constantFrom('2024-05-01T10:00:00Z', '2024-05-01T11:30:00Z', '2024-05-01T11:59:00Z', '2024-06-01T00:00:00Z', null),
  unreadable: fc.boolean(),
});
type Row = typeof row extends fc.Arbitrary<infer T> ? T : never;

function start() {
  return startChecks(configs, registry, {
    asOf: new Date('2024-05-01T12:00:00Z'),
    contract: [],
    key: ['carrier'],
    maxQuarantineShare: 0.3,
  });
}

async function judge(rows: readonly Row[], cuts: readonly number[], parts: number, order: (batch: number) => number) {
  const batches = cutBatch(
    {
      'carrier:text': rows.map(({ carrier }) => carrier),
      'delay:number': rows.map(({ delay }) => delay),
      'seats:integer': rows.map(({ seats }) => seats),
      'at:timestamp': rows.map(({ at }) => at),
    },
    cuts,
  );
  const runs = Array.from({ length: parts }, start);
  const screened: Batch[] = [];
  const rules: string[][] = [];
  for (const index of [...batches.keys()].sort((a, b) => order(a) - order(b))) {
    const batch = batches[index];
    const unreadable = Uint8Array.from(rows.slice(batch.offset, batch.offset + batch.rows), ({ unreadable: given, seats }) =>
      given && seats === null ? 1 : 0,
    );
    const { kept, refused } = runs[index % parts].screen(batch, new Map([['seats', unreadable]]));
    screened[index] = kept;
    rules[index] = [...(refused?.rules ?? [])];
  }
  const [first, ...others] = runs;
  for (const other of others) first.merge(other);
  const read = async function* () {
    let before = 0;
    for (const batch of screened) {
      yield batch.withOffset(before);
      before += batch.rows;
    }
  };
  return { rows: { ...first.rows }, rules: rules.flat(), results: await first.finish(read) };
}

test('any split into batches, in any order, over any number of merged runs, gives the same results', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 30 }),
      fc.array(fc.nat(30), { maxLength: 6 }),
      fc.integer({ min: 1, max: 3 }),
      fc.array(fc.integer(), { minLength: 8, maxLength: 8 }),
      async (rows, cuts, parts, order) => {
        const whole = await judge(rows, [], 1, () => 0);
        assert.equal(await judge(rows, cuts, parts, (batch) => order[batch]), whole);
      },
    ),
    { numRuns: 60 },
  );
});

test.run();

import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { measurePair } from '../../../../src/core/drift/dependence/measure-pair.ts';
import type { PairEvidence } from '../../../../src/core/drift/dependence/pair-drift.ts';
import type { Table } from '../../../../src/core/drift/dependence/table.ts';
import { assertClose } from '../measures/close.ts';

const test = suite('drift/dependence/measure-pair');

/** A table of the bulk with empty rows and columns for what lies outside and for nulls. */
function toTable(bulk: readonly (readonly number[])[]): Table {
  const columns = bulk[0].length + 2;
  const empty = Array<number>(columns).fill(0);
  return { rows: bulk.length + 2, columns, cells: [...bulk.flatMap((row) => [...row, 0, 0]), ...empty, ...empty] };
}

const pairOf = (reference: number[][], current: number[][], ordered = true): PairEvidence => ({
  features: ['a', 'b'],
  ordered,
  reference: toTable(reference),
  current: toTable(current),
});

const DEPENDENT = [
  [600, 200, 100, 20],
  [200, 400, 250, 100],
  [100, 250, 400, 200],
  [20, 100, 200, 600],
];
const scale = (table: number[][], rows: number[], columns = [1, 1, 1, 1]) =>
  table.map((row, i) => row.map((count, j) => Math.round(count * rows[i] * columns[j])));
const transpose = (table: number[][]) => table[0].map((_, j) => table.map((row) => row[j]));

test('the same table: nothing moved, no test speaks', () => {
  const { moved, p, rank_correlation } = measurePair(pairOf(DEPENDENT, DEPENDENT));
  assert.is(moved?.value, 0);
  assert.ok(p! > 0.5);
  assertClose(rank_correlation?.expected, rank_correlation!.current, 0.01);
});

test('other shares with the same odds ratios are no change', () => {
  const { moved, tests } = measurePair(pairOf(DEPENDENT, scale(DEPENDENT, [3, 1, 0.5, 0.2], [0.3, 1, 1, 2])));
  assert.ok(moved!.value < 0.01, `moved ${moved?.value}`);
  assert.ok(tests.trend!.p > 0.5 && tests.chi_square!.p > 0.5);
});

test('the same shares without dependence: seen, with its direction', () => {
  const even = DEPENDENT.map((row) => row.map(() => 15));
  const { moved, tests, rank_correlation } = measurePair(pairOf(DEPENDENT, even));
  assert.ok(moved!.value > 0.2 && moved!.interval[0] > 0.1);
  assert.ok(tests.trend!.statistic < -5 && tests.chi_square!.p < 1e-6);
  assert.is(tests.chi_square?.degrees, 9);
  assert.ok(rank_correlation!.expected > 0.6 && Math.abs(rank_correlation!.current) < 1e-9);
});

test('a change that no trend shows is seen by the chi-square', () => {
  const ring = [
    [5, 40, 40, 5],
    [40, 5, 5, 40],
    [40, 5, 5, 40],
    [5, 40, 40, 5],
  ];
  const { tests, p } = measurePair(
    pairOf(
      DEPENDENT.map((row) => row.map(() => 100)),
      ring,
    ),
  );
  assert.ok(tests.trend!.p > 0.9 && p! < 1e-6);
});

test('combinations that the reference never showed are rare, not impossible', () => {
  const diagonal = [
    [1000, 0],
    [0, 1000],
  ];
  const once = measurePair(
    pairOf(diagonal, [
      [99, 1],
      [0, 100],
    ]),
  );
  assert.ok(once.tests.chi_square!.p > 0.01);
  const often = measurePair(
    pairOf(diagonal, [
      [80, 20],
      [20, 80],
    ]),
  );
  assert.ok(often.p! < 1e-6 && often.moved!.value > 0.1);
});

test('what the smaller reference does not know counts as chance', () => {
  const current = scale(DEPENDENT, [1, 1, 1, 1]).map((row, i) => row.map((count, j) => count + ((i + j) % 2 === 0 ? 60 : -20)));
  const known = measurePair(pairOf(scale(DEPENDENT, [100, 100, 100, 100]), current));
  const guessed = measurePair(pairOf(scale(DEPENDENT, [0.1, 0.1, 0.1, 0.1]), current));
  assert.ok(known.p! < guessed.p!);
});

const count = fc.oneof(fc.constant(0), fc.constant(1), fc.nat(30), fc.nat(1_000_000_000));
const evidence = fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 })).chain(([a, b]) => {
  const size = { rows: a + 2, columns: b + 2 };
  const cells = fc.array(count, { minLength: size.rows * size.columns, maxLength: size.rows * size.columns });
  const table = cells.map((given): Table => ({ ...size, cells: given }));
  return fc.record({
    features: fc.constant(['a', 'b'] as [string, string]),
    ordered: fc.boolean(),
    reference: table,
    current: table,
  });
});

function assertFinite(value: unknown, path = ''): void {
  if (typeof value === 'number') assert.ok(Number.isFinite(value), `${path} is ${value}`);
  else if (value && typeof value === 'object') for (const [key, inner] of Object.entries(value)) assertFinite(inner, `${path}.${key}`);
}

test('property: whatever the counts, finite; p and the share within 0 and 1', () => {
  fc.assert(
    fc.property(evidence, (given) => {
      const pair = measurePair(given);
      assertFinite(pair);
      for (const p of [pair.p, pair.tests.trend?.p, pair.tests.chi_square?.p, pair.moved?.value]) assert.ok(!p || (p >= 0 && p <= 1));
      if (pair.moved) assert.ok(pair.moved.interval[0] <= pair.moved.value && pair.moved.value <= pair.moved.interval[1]);
    }),
    { seed: 3, numRuns: 300 },
  );
});

test('property: zero on identical counts', () => {
  fc.assert(
    fc.property(evidence, (given) => {
      const pair = measurePair({ ...given, current: given.reference });
      assert.ok((pair.moved?.value ?? 0) < 0.01, `moved ${pair.moved?.value}`);
      assert.ok((pair.p ?? 1) > 0.05, `p ${pair.p}`);
    }),
    { seed: 4, numRuns: 200 },
  );
});

test('symmetric in the two features', () => {
  const current = scale(DEPENDENT, [0.2, 0.1, 0.05, 0.1], [1, 2, 1, 1]);
  const ab = measurePair(pairOf(DEPENDENT, current));
  const ba = measurePair(pairOf(transpose(DEPENDENT), transpose(current)));
  assertClose(ab.p, ba.p!, 1e-6);
  assertClose(ab.moved!.value + 1, ba.moved!.value + 1, 1e-6);
  assertClose(ab.tests.trend?.statistic, ba.tests.trend!.statistic, 1e-6);
});

test.run();

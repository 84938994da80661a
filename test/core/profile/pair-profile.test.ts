import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { deriveCoarseCodes } from '../../../src/core/profile/coarse-codes.ts';
import { PairProfile } from '../../../src/core/profile/pair-profile.ts';
import type { FeatureReference } from '../../../src/core/profile/reference.ts';

const test = suite('profile/pair-profile');

const numeric = (feature: string): FeatureReference => ({
  kind: 'numeric',
  feature,
  edges: [0, 1, 2, 3, 4],
  bins: [10, 10, 10, 10],
  below: 0,
  above: 0,
  nulls: 0,
  median: 2,
});
const categorical = (feature: string): FeatureReference => ({
  kind: 'categorical',
  feature,
  categories: ['a', 'b', 'c', 'd', 'e', 'f'],
  counts: [9, 8, 7, 6, 5, 4],
  rare: ['g'],
  other: 1,
  nulls: 0,
});
const CELLS = { numeric: 7, categorical: 9 };

/** Features of both kinds, and the cell of each row in each. */
const given = fc.integer({ min: 2, max: 7 }).chain((features) => {
  const references = Array.from({ length: features }, (_, at) => (at % 3 === 1 ? categorical(`f${at}`) : numeric(`f${at}`)));
  const row = fc.tuple(...references.map(({ kind }) => fc.nat(CELLS[kind] - 1)));
  return fc.record({ references: fc.constant(references), rows: fc.array(row, { maxLength: 40 }) });
});

const countRows = (references: FeatureReference[], rows: number[][]): PairProfile => {
  const profile = new PairProfile(references);
  const cells = new Map(references.map(({ feature }, at) => [feature, Uint16Array.from(rows, (row) => row[at])]));
  profile.count(cells, rows.length);
  return profile;
};

const tablesOf = (profile: PairProfile) =>
  profile.features.flatMap((a, at) => profile.features.slice(at + 1).map((b) => profile.table(a, b)));

test('property: each table holds what counting the pair row by row gives, both ways round', () => {
  fc.assert(
    fc.property(given, ({ references, rows }) => {
      const profile = countRows(references, rows);
      references.forEach((a, i) => {
        references.forEach((b, j) => {
          if (i === j) return;
          const width = profile.sizeOf(b.feature);
          const expected = Array<number>(profile.sizeOf(a.feature) * width).fill(0);
          for (const row of rows) expected[deriveCoarseCodes(a).ofCell[row[i]] * width + deriveCoarseCodes(b).ofCell[row[j]]]++;
          assert.equal(profile.table(a.feature, b.feature), expected);
        });
      });
    }),
    { seed: 1, numRuns: 60 },
  );
});

test('property: any split in any order, merged, gives the same tables', () => {
  fc.assert(
    fc.property(given, fc.nat(40), fc.boolean(), ({ references, rows }, cut, reverse) => {
      const parts = [rows.slice(0, cut), rows.slice(cut)].map((part) => countRows(references, part));
      const [into, other] = reverse ? parts.reverse() : parts;
      tablesOf(into); // reading before merging must not matter
      into.merge(other);
      assert.equal(tablesOf(into), tablesOf(countRows(references, rows)));
    }),
    { seed: 2, numRuns: 60 },
  );
});

test('fewer than two features have no pairs; an unknown feature has no table', () => {
  const single = countRows([numeric('a')], [[1], [2]]);
  assert.equal(tablesOf(single), []);
  assert.is(countRows([numeric('a'), numeric('b')], [[1, 2]]).table('a', 'c'), undefined);
});

test.run();

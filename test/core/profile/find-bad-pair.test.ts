import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { buildReference } from '../../../src/core/profile/build-reference.ts';
import type { FeatureSpec } from '../../../src/core/profile/compute-feature.ts';
import { findBadPair } from '../../../src/core/profile/find-bad-pair.ts';
import type { PairReference } from '../../../src/core/profile/reference.ts';
import { makeBatch } from '../check/make-batch.ts';

const test = suite('profile/find-bad-pair');

const specOf = (name: string, model: boolean): FeatureSpec => ({ name, column: name, kind: 'numeric', transform: 'identity', model });
const rows = 200;
const columns = Array.from({ length: 28 }, (_, at) => `c${at}`);
const batch = makeBatch(
  Object.fromEntries(
    columns.map((name, at) => [`${name}:number`, Array.from({ length: rows }, (_, row) => (at === 1 ? 7 : (row * (at + 3)) % 97))]),
  ),
);
const read = async function* () {
  yield batch;
};
const specs = columns.map((name, at) => specOf(name, at >= 20));
const reference = await buildReference(read, specs, rows);
const [first, ...others] = reference.pairs as PairReference[];

test('all pairs of 24 varying features, those of the model first, each row counted', () => {
  const paired = [...new Set(reference.pairs?.flatMap(({ features }) => features))];
  assert.is(reference.pairs?.length, 276);
  assert.equal(paired.slice(0, 8), columns.slice(20));
  assert.equal(paired.slice(8), ['c0', ...columns.slice(2, 17)], 'c1 is constant');
  assert.is(findBadPair(reference), undefined);
});

test('a single feature has no pairs', async () => {
  assert.is((await buildReference(read, [specs[0]], rows)).pairs, undefined);
  assert.is((await buildReference(read, specs.slice(0, 2), rows)).pairs, undefined, 'the other one is constant');
});

test('altered pairs are named', () => {
  const bad = (pair: Partial<PairReference>) => findBadPair({ ...reference, pairs: [...others, { ...first, ...pair }] });
  assert.match(bad({ features: ['c20', 'nobody'] }) ?? '', /expected two features of the reference$/);
  assert.match(bad({ features: ['c20', 'c20'] }) ?? '', /expected two features of the reference$/);
  assert.match(bad({ counts: first.counts.slice(1) }) ?? '', /expected 36 counts, got 35$/);
  assert.match(bad({ counts: first.counts.map((count) => count + 1) }) ?? '', /counts 236 rows of 200$/);
});

test.run();

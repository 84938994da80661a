import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createRandom, sampleWithoutReplacement } from '../../../src/core/model/random.ts';

const test = suite('model/random');

const take = (seed: number, stream: number, count = 4): number[] => {
  const random = createRandom(seed, stream);
  return Array.from({ length: count }, () => random.nextUint32());
};

test('the same seed and stream give the same numbers, others do not', () => {
  assert.equal(take(7, 0), take(7, 0));
  const all = [take(7, 0), take(7, 1), take(8, 0), take(7 + 2 ** 32, 0), take(-7, 0)].map(String);
  assert.is(new Set(all).size, all.length);
});

test('the sequence never changes: bundles depend on it', () => {
  assert.equal(take(1, 0), [729474035, 3684948019, 1479242516, 3246211776]);
});

test('floats are uniform on [0, 1)', () => {
  const random = createRandom(3);
  const bins = new Uint32Array(20);
  for (let i = 0; i < 20_000; i++) bins[Math.floor(random.nextFloat() * 20)]++;
  // Chi-square, 19 degrees of freedom: the .9999 quantile is 52.
  const chi2 = bins.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  assert.ok(chi2 < 52 && chi2 > 3, `chi-square ${chi2}`);
});

test('nextBelow reaches every value and no other', () => {
  const random = createRandom(5);
  const seen = new Set(Array.from({ length: 500 }, () => random.nextBelow(7)));
  assert.equal([...seen].sort(), [0, 1, 2, 3, 4, 5, 6]);
  assert.is(random.nextBelow(1), 0);
  assert.ok(random.nextBelow(2 ** 32) < 2 ** 32);
});

test('a sample has no repeats, and every index is equally likely', () => {
  const counts = new Uint32Array(50);
  for (let seed = 0; seed < 2000; seed++) {
    const sample = sampleWithoutReplacement(createRandom(seed), 50, 10);
    assert.is(new Set(sample).size, 10);
    for (const index of sample) counts[index]++;
  }
  // Binomial(2000, .2): mean 400, standard deviation 17.9.
  assert.ok(Math.min(...counts) > 310 && Math.max(...counts) < 490, `${counts}`);
});

test('a sample larger than the population is the population', () => {
  assert.equal([...sampleWithoutReplacement(createRandom(1), 5, 9)].sort(), [0, 1, 2, 3, 4]);
  assert.is(sampleWithoutReplacement(createRandom(1), 0, 9).length, 0);
});

test.run();

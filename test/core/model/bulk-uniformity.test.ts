import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type BulkUniformity, bulkUniformity } from '../../../src/core/model/bulk-uniformity.ts';
import { buildCalibration, rankScores } from '../../../src/core/model/calibration.ts';
import { makeNormalRows } from './make-rows.ts';

const test = suite('model/bulk-uniformity');

function compare(reference: Float32Array, batch: Float32Array): BulkUniformity {
  const calibration = buildCalibration(reference);
  const counts = new Uint32Array(calibration.length + 2);
  for (const rank of rankScores(calibration, batch)) counts[rank]++;
  return bulkUniformity(calibration, counts);
}

/** How often `draw` gives a p below alpha, in percent. */
function rejectPercent(n: number, m: number, alpha: number, draw: (values: Float32Array) => Float32Array): number {
  let rejected = 0;
  const runs = 400;
  for (let run = 0; run < runs; run++) {
    const { p } = compare(draw(makeNormalRows(n, 1, 2 * run)), draw(makeNormalRows(m, 1, 2 * run + 1)));
    if (p < alpha) rejected++;
  }
  return (100 * rejected) / runs;
}

test('by hand: ranks 1 … 10 of n = 9, the bulk is above rank 1', () => {
  const calibration = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
  const counts = Uint32Array.of(0, 50, 0, 0, 0, 6, 0, 0, 0, 0, 6);
  const { distance, bulkRows, ks } = bulkUniformity(calibration, counts);
  assert.is(bulkRows, 12);
  // Below rank 5: 0 of 12 against 3 of 9; at rank 9: 6 of 12 against 8 of 9.
  assert.ok(Math.abs(distance - (8 / 9 - 0.5)) < 1e-15);
  assert.ok(Math.abs(ks - distance * Math.sqrt((12 * 8) / 20)) < 1e-15);
});

test('ties across the edge of the bulk: a batch in the very proportions of the calibration has distance 0', () => {
  // Ranks 3 … 50 cannot occur: 49 calibration scores are equal.
  const calibration = buildCalibration(Float32Array.from({ length: 99 }, (_, i) => (i < 49 ? i : i < 98 ? 60 : 99)));
  const counts = new Uint32Array(101).fill(1, 51);
  counts.set([1, 1], 1);
  counts[51] = 49;
  const { distance, bulkRows } = bulkUniformity(calibration, counts);
  assert.is(bulkRows, 98);
  assert.ok(distance < 1e-12, `distance ${distance}`);
});

test('the p-value equals scipy 1.17: special.kolmogorov', () => {
  const calibration = Float32Array.from({ length: 99_999 }, (_, i) => i);
  for (const [x, expected] of [
    [0.5, 0.9639452436648751],
    [0.9, 0.3927307079406543],
    [1.3581, 0.0499996304316674],
    [2.5, 7.453306344157342e-6],
  ]) {
    // Two lumps around the middle, as far apart as gives this statistic.
    const counts = new Uint32Array(100_001);
    const bulk = 90_000;
    const distance = x / Math.sqrt((bulk * 89_999) / (bulk + 89_999));
    const moved = Math.round(distance * bulk);
    for (let rank = 10_001; rank <= 100_000; rank++) counts[rank] = 1;
    for (let i = 0; i < moved; i++) {
      counts[10_001 + i]++;
      counts[100_000 - i]--;
    }
    const result = bulkUniformity(calibration, counts);
    assert.ok(Math.abs(result.ks - x) < 0.003, `ks ${result.ks}`);
    assert.ok(Math.abs(result.p - expected) < 0.01 * expected + 0.003, `p ${result.p}`);
  }
});

test('exchangeable scores are rejected no more often than alpha says, with ties too', () => {
  const round = (values: Float32Array): Float32Array => values.map((value) => Math.round(value * 2));
  for (const [n, m] of [
    [100, 300],
    [400, 100],
    [300, 30],
  ]) {
    // Binomial(400, .05): 5 % ± 1.1 %.
    assert.ok(rejectPercent(n, m, 0.05, (values) => values) < 8);
    assert.ok(rejectPercent(n, m, 0.05, round) < 8);
  }
});

test('a shifted and a shrunken score distribution deviate', () => {
  const reference = makeNormalRows(2000, 1, 1);
  assert.ok(compare(reference, makeNormalRows(1000, 1, 2, 0.5)).deviates);
  assert.ok(compare(reference, makeNormalRows(1000, 1, 2, 0, 0.6)).deviates);
  assert.not.ok(compare(reference, makeNormalRows(1000, 1, 2)).deviates);
});

test('a burst of anomalies below .1 does not trip it', () => {
  const reference = makeNormalRows(2000, 1, 1);
  const batch = makeNormalRows(1000, 1, 2);
  batch.fill(9, 0, 100);
  const burst = compare(reference, batch);
  assert.not.ok(burst.deviates);
  assert.ok(burst.bulkRows < 850);
});

test('a harmless shift in a huge batch is significant, yet too small to count', () => {
  const slight = compare(makeNormalRows(50_000, 1, 1), makeNormalRows(100_000, 1, 2, 0.06));
  assert.ok(slight.p < 0.01 && slight.distance < 0.05, JSON.stringify(slight));
  assert.not.ok(slight.deviates);
});

test('no bulk, no verdict', () => {
  const calibration = Float32Array.of(1, 2, 3);
  const none = { ks: 0, p: 1, distance: 0, bulkRows: 0, highRows: 0, highShare: 0, deviates: false };
  assert.equal(bulkUniformity(calibration, new Uint32Array(5)), none);
  assert.is(compare(Float32Array.of(1, 1, 1, 1), Float32Array.of(1, 1, 1)).deviates, false);
});

test.run();

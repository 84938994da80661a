import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decideBatch } from '../../../src/core/drift/decide.ts';
import type { BinCounts } from '../../../src/core/drift/evidence.ts';
import type { BatchDrift } from '../../../src/core/drift/feature-drift.ts';
import { measureFeature } from '../../../src/core/drift/measure-feature.ts';
import { randomSource } from './random-source.ts';

const test = suite('drift/drift-grid');

// Gaussian features against a reference of 10,000, binned at its percentiles; seeded, so that the rates never change.
interface Reference {
  edges: number[];
  counts: BinCounts;
}

type Draw = (feature: number) => number | null;

function binValues(edges: readonly number[], n: number, draw: () => number | null): BinCounts {
  const bins = edges.slice(1).map(() => 0);
  const counts = { bins, below: 0, above: 0, nulls: 0 };
  for (let i = 0; i < n; i++) {
    const value = draw();
    if (value === null) counts.nulls++;
    else if (value < edges[0]) counts.below++;
    else if (value > edges[bins.length]) counts.above++;
    else {
      let low = 0;
      let high = bins.length - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (value <= edges[middle + 1]) high = middle;
        else low = middle + 1;
      }
      bins[low]++;
    }
  }
  return counts;
}

function drawReference(draw: () => number, size = 10_000): Reference {
  const values = Float64Array.from({ length: size }, draw).sort();
  const edges = [values[0], ...Array.from({ length: 100 }, (_, i) => values[Math.ceil(((i + 1) * size) / 100) - 1])];
  let next = 0;
  return { edges, counts: binValues(edges, size, () => values[next++]) };
}

function runBatches(
  trials: number,
  n: number,
  features: number,
  drawWith: (random: ReturnType<typeof randomSource>) => Draw,
): BatchDrift[] {
  const random = randomSource(20240607 + n);
  const references = Array.from({ length: features }, () => drawReference(() => random.gaussian()));
  const draw = drawWith(random);
  return Array.from({ length: trials }, () =>
    decideBatch(
      references.map(({ edges, counts }, feature) =>
        measureFeature({
          kind: 'numeric',
          name: `f${feature}`,
          edges,
          reference: counts,
          current: binValues(edges, n, () => draw(feature)),
        }),
      ),
    ),
  );
}

function rateOf(batches: readonly BatchDrift[], ...verdicts: string[]): number {
  return batches.filter(({ verdict }) => verdicts.includes(verdict)).length / batches.length;
}

for (const [n, trials] of [
  [100, 300],
  [1000, 60],
] as const) {
  test(`no drift, 40 features, n = ${n}: false alarms on at most 1 % of batches`, () => {
    const rate = rateOf(
      runBatches(trials, n, 40, (random) => () => random.gaussian()),
      'moderate',
      'severe',
    );
    assert.ok(rate <= 0.01, `rate ${rate}`);
  });
}

for (const [n, least] of [
  [50, 0.9],
  [100, 0.99],
] as const) {
  test(`all eight features + .5 sd, n = ${n}: seen in at least ${least * 100} %`, () => {
    const rate = rateOf(
      runBatches(100, n, 8, (random) => () => random.gaussian() + 0.5),
      'severe',
    );
    assert.ok(rate >= least, `rate ${rate}`);
  });
}

for (const scale of [0.8, 1.2]) {
  test(`spread × ${scale}, n = 1,000: seen in every batch`, () => {
    assert.is(
      rateOf(
        runBatches(20, 1000, 8, (random) => () => random.gaussian() * scale),
        'moderate',
        'severe',
      ),
      1,
    );
  });
}

test('nulls 0 → 5 % in one feature, n = 500: seen, and only there', () => {
  const batches = runBatches(40, 500, 8, (random) => (feature) => (feature === 3 && random.uniform() < 0.05 ? null : random.gaussian()));
  const right = batches.filter(({ drifted }) => drifted.join() === 'f3').length / batches.length;
  assert.ok(right >= 0.9, `right ${right}`);
});

test('a burst of 5 % outliers at 4 sd: flagged, and drift on at most 5 % of batches', () => {
  const batches = runBatches(60, 500, 8, (random) => () => random.gaussian() + (random.uniform() < 0.05 ? 4 : 0));
  assert.is(batches.filter(({ features }) => features.some(({ outside }) => outside.status === 'outliers')).length, batches.length);
  assert.ok(rateOf(batches, 'moderate', 'severe') <= 0.05);
  assert.is(rateOf(batches, 'severe'), 0);
});

test.run();

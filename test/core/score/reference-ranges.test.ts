import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Bundle } from '../../../src/core/model/bundle.ts';
import { buildReference } from '../../../src/core/profile/build-reference.ts';
import type { FeatureSpec } from '../../../src/core/profile/compute-feature.ts';
import { findViolations } from '../../../src/core/schema/validate.ts';
import { referenceRanges } from '../../../src/core/score/reference-ranges.ts';
import { type NumericRange, ReferenceRange } from '../../../src/core/snapshot/reference-range.ts';
import { makeBatch, type Value } from '../check/make-batch.ts';

const test = suite('score/reference-ranges');

const numeric = (name: string, transform: FeatureSpec['transform'] = 'identity'): FeatureSpec => ({
  name,
  column: name,
  kind: 'numeric',
  transform,
  model: true,
});

async function rangesOf(values: Record<string, Value[]>, features: FeatureSpec[], hides?: (column: string) => boolean) {
  const batch = makeBatch(values);
  const reference = await buildReference(
    async function* () {
      yield batch;
    },
    features,
    batch.rows,
  );
  const ranges = referenceRanges({ card: { features } as unknown as Bundle['card'], reference }, hides);
  for (const range of Object.values(ranges)) assert.equal(findViolations(ReferenceRange, range), []);
  return ranges;
}

async function numericOf(values: readonly (number | null)[], transform?: FeatureSpec['transform']): Promise<NumericRange> {
  const { x } = await rangesOf({ 'x:number': [...values] }, [numeric('x', transform)]);
  return x.range as NumericRange;
}

test('quantiles of a continuous feature are those of its sorted values', async () => {
  const values = Array.from({ length: 10_001 }, (_, index) => (index * 7919) % 10_001);
  assert.equal(await numericOf([...values, null, null]), {
    kind: 'numeric',
    n: 10_001,
    nulls: 2,
    low: 0,
    p01: 100,
    p05: 500,
    p25: 2500,
    median: 5000,
    p75: 7500,
    p95: 9500,
    p99: 9900,
    high: 10_000,
    isolated: 0,
  });
});

test('a quantile is a value of the reference, in order, and never further from the sorted one than the next hundredth', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: -40, max: 40 }), { minLength: 1, maxLength: 400 }), async (values) => {
      const range = await numericOf(values);
      const sorted = [...values].sort((a, b) => a - b);
      const told = (['p01', 'p05', 'p25', 'median', 'p75', 'p95', 'p99'] as const).map((name) => range[name]);
      const known = told.filter((value) => value !== null);
      for (const value of known) assert.ok(sorted.includes(value), `${value} was never seen`);
      assert.equal(
        known,
        [...known].sort((a, b) => a - b),
      );
      [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99].forEach((share, index) => {
        const value = told[index];
        if (value === null) return;
        const below = sorted.filter((other) => other < value).length;
        const upTo = sorted.filter((other) => other <= value).length;
        assert.ok(below <= share * values.length + 0.02 * values.length + 1, `p${share}: ${value} has ${below} of ${values.length} below`);
        assert.ok(
          upTo >= share * (values.length - 1) - 0.02 * values.length - 1,
          `p${share}: ${value} has ${upTo} of ${values.length} up to it`,
        );
      });
    }),
    { numRuns: 60 },
  );
});

test('of two values in one bin only what the median decides is told', async () => {
  const flags = Array.from({ length: 1000 }, (_, index) => (index % 9 === 0 ? 1 : 0));
  const { low, p05, p25, median, p75, p95, high } = await numericOf(flags);
  assert.equal([low, p05, p25, median, p75, p95, high], [0, 0, 0, 0, null, null, 1]);
  const constant = await numericOf([4, 4, 4]);
  assert.equal([constant.low, constant.p05, constant.median, constant.p95, constant.high], [4, 4, 4, 4, 4]);
});

test('a logarithm is undone, an isolated value widens nothing, no value at all tells nothing', async () => {
  const values = Array.from({ length: 1000 }, (_, index) => index - 500);
  const { p05, median, p95, low } = await numericOf(values, 'log1p');
  assert.equal([low, p05, median, p95], [-500, -451, -1, 449]);
  const { high, isolated, n } = await numericOf([...values, 1e9]);
  assert.equal([high, isolated, n], [499, 1, 1001]);
  const empty = await numericOf([null, null]);
  assert.equal([empty.n, empty.nulls, empty.low, empty.p05, empty.median, empty.high], [0, 2, null, null, null, null]);
});

test('categories: the ten most common with share, n and interval; what is hidden tells nothing', async () => {
  const features: FeatureSpec[] = [{ ...numeric('mode'), kind: 'categorical' }, numeric('x'), { ...numeric('y'), model: false }];
  const mode = Array.from({ length: 1000 }, (_, index) => (index < 600 ? 'sea' : index < 990 ? 'air' : `m${index}`));
  const values = { 'mode:text': mode, 'x:number': mode.map((_, index) => index), 'y:number': mode.map((_, index) => index) };
  const ranges = await rangesOf(values, features);
  assert.equal(Object.keys(ranges), ['mode', 'x']);
  const { range } = ranges.mode;
  if (range.kind !== 'categorical') throw new Error('expected a categorical range');
  assert.equal([range.n, range.nulls, range.categories, range.common.length], [1000, 0, 12, 10]);
  assert.equal(range.common[0], { value: 'sea', share: { value: 0.6, count: 600, n: 1000, interval: [0.5693094, 0.6299252] } });
  assert.equal(Object.keys(await rangesOf(values, features, (column) => column === 'mode')), ['x']);
});

test.run();

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { placeFeatures } from '../../../../src/core/dashboard/anomalies/place-features.ts';
import { drawRange } from '../../../../src/core/dashboard/page/anomalies/draw-range.ts';
import type { InferenceMetrics, TopAnomaly } from '../../../../src/core/snapshot/inference-metrics.ts';
import type { NumericRange } from '../../../../src/core/snapshot/reference-range.ts';

const test = suite('dashboard/anomalies/place-features');

const numbers: NumericRange = {
  kind: 'numeric',
  n: 100,
  nulls: 0,
  low: 0,
  p01: 1,
  p05: 5,
  p25: 25,
  median: 50,
  p75: 75,
  p95: 95,
  p99: 99,
  high: 100,
  isolated: 0,
};
const share = { value: 0.5, count: 50, n: 100, interval: [0.4, 0.6] as [number, number] };
const ranges: NonNullable<InferenceMetrics['reference_ranges']> = {
  delay: { column: 'delay', range: numbers },
  hour: { column: 'departed', range: { ...numbers, isolated: 2 } },
  mode: {
    column: 'mode',
    range: {
      kind: 'categorical',
      n: 100,
      nulls: 0,
      categories: 2,
      common: [
        { value: 'sea', share },
        { value: 'air', share },
      ],
    },
  },
};
const row = (given: Partial<TopAnomaly>): TopAnomaly => ({
  rank: 1,
  row: 0,
  key: {},
  score: 1,
  p_value: null,
  q_value: null,
  is_anomaly: true,
  values: { delay: 50, departed: '2026-01-01T13:00:00Z', mode: 'sea', watched: 'w' },
  inputs: { hour: 13 },
  reasons: [],
  ...given,
});
const placesOf = (given: Partial<TopAnomaly>) =>
  Object.fromEntries(placeFeatures(row(given), ranges).map(({ name, place }) => [name, place]));

test('each input with its value and where it lies; columns that are only watched last', () => {
  const placed = placeFeatures(row({}), ranges);
  assert.equal(
    placed.map(({ name, value, place }) => [name, value, place]),
    [
      ['delay', 50, 'in the central 90 % of the reference'],
      ['hour', 13, 'in the central 90 % of the reference'],
      ['mode', 'sea', 'number 1 of 2 categories'],
      ['watched', 'w', null],
    ],
  );
});

test('beyond the reference, in its ends, missing, unseen', () => {
  const at = (delay: number | null) => placesOf({ values: { delay } }).delay;
  assert.equal([-1, 0, 4, 5, 95, 96, 100, 101, null].map(at), [
    'below all of the reference',
    'in the lowest 5 % of the reference',
    'in the lowest 5 % of the reference',
    'in the central 90 % of the reference',
    'in the central 90 % of the reference',
    'in the highest 5 % of the reference',
    'in the highest 5 % of the reference',
    'above all of the reference',
    'missing',
  ]);
  assert.is(placesOf({ inputs: { hour: 200 } }).hour, 'above all of the reference, but for isolated values');
  assert.is(placesOf({ values: { mode: 'rail' } }).mode, 'not in the reference');
});

test('reasons come first, in their order, with their contribution; a run without ranges shows what it has', () => {
  const reason = (feature: string, contribution: number) => ({
    feature,
    value: 7,
    direction: 'high' as const,
    percentile: 1,
    contribution,
    text: feature,
  });
  const reasons = [reason('hour', 0.3), reason('delay', 0.1)];
  assert.equal(
    placeFeatures(row({ reasons }), ranges).map(({ name, reason: why }) => [name, why?.contribution]),
    [
      ['hour', 0.3],
      ['delay', 0.1],
      ['mode', undefined],
      ['watched', undefined],
    ],
  );
  const old = placeFeatures(row({ reasons, inputs: undefined }), undefined);
  assert.equal(
    old.map(({ name, value, range }) => [name, value, range]),
    [
      ['hour', 7, null],
      ['delay', 7, null],
      ['departed', '2026-01-01T13:00:00Z', null],
      ['mode', 'sea', null],
      ['watched', 'w', null],
    ],
  );
});

test('the drawing stays within its frame and says in words what it shows', () => {
  for (const value of [-1e300, -1, 0, 50, 100, 101, 1e300]) {
    const { markup } = drawRange(value, numbers) ?? { markup: '' };
    assert.match(markup, / on the reference from 0 to 100"/);
    for (const [, x] of markup.matchAll(/[MHL](-?[\d.]+)/g)) assert.ok(Number(x) >= 0 && Number(x) <= 120, markup);
    assert.not.match(markup, 'NaN');
  }
  assert.not.match(drawRange(5, { ...numbers, low: 5, high: 5, p05: 5, p95: 5, median: 5 })?.markup ?? 'NaN', 'NaN');
  assert.is(drawRange(1, { ...numbers, low: null, high: null }), null);
});

test.run();

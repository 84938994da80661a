import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeCategories } from '../../../../src/core/model/category-encoding.ts';
import { describeReason } from '../../../../src/core/model/reasons/describe-reason.ts';
import { openRarity } from '../../../../src/core/model/reasons/rarity.ts';
import type { CategoricalReference, NumericReference } from '../../../../src/core/profile/reference.ts';

const test = suite('model/reasons/describe-reason');

const modes: CategoricalReference = {
  kind: 'categorical',
  feature: 'mode',
  categories: ['air', 'sea', 'rail'],
  counts: [700, 296, 2],
  rare: ['mule', 'barge'],
  other: 2,
  nulls: 0,
};
const spec = { name: 'mode', column: 'mode', kind: 'categorical', transform: 'identity', model: true } as const;
const describe = (text: string) => describeReason(spec, { value: 1, text, isMissing: false }, 0.5, modes);

test('a category is told by its text and its share of the reference', () => {
  assert.equal(describe('rail'), {
    feature: 'mode',
    value: 'rail',
    direction: 'rare',
    percentile: 0.998,
    contribution: 0.5,
    text: 'mode rail: seen in 0.2 % of reference',
  });
  assert.equal([describe('mule').direction, describe('mule').text], ['rare', 'mode mule: rare in reference']);
  assert.equal(
    [describe('sea').direction, describe('sea').text],
    ['typical', 'mode sea: seen in 29 % of reference'],
    'from one row in twenty on it is nothing rare',
  );
  assert.equal(
    [describe('horse').direction, describe('horse').percentile, describe('horse').text],
    ['unseen', 1, 'mode horse: unseen in reference'],
  );
});

test('a value that shares a bin with the median, and lies beyond it, is not called ordinary', () => {
  const count: NumericReference = {
    kind: 'numeric',
    feature: 'muons',
    edges: [2, 3, 4],
    bins: [2985, 4],
    below: 0,
    above: 0,
    nulls: 0,
    median: 2,
  };
  const muons = { name: 'muons', column: 'muons', kind: 'numeric', transform: 'identity', model: true } as const;
  const tell = (value: number, reference = count) => {
    const { direction, text, percentile } = describeReason(muons, { value, isMissing: false }, 0.5, reference);
    return [direction, text, percentile];
  };
  assert.equal(tell(3), ['high', 'muons 3: above at least half of reference', 0.5]);
  assert.equal(tell(2), ['typical', 'muons 2: at the reference median', 0]);
  assert.equal(tell(5), ['high', 'muons 5: above all of reference', 1]);
  assert.equal(tell(2, { ...count, median: 3 }), ['low', 'muons 2: below at least half of reference', 0.5]);
});

test('a number is high or low only where at least three quarters of the reference lie on its other side', () => {
  const hours: NumericReference = {
    kind: 'numeric',
    feature: 'hour',
    edges: Array.from({ length: 12 }, (_, index) => index + 6),
    bins: [20, 10, 10, 10, 10, 10, 10, 10, 5, 3, 2],
    below: 0,
    above: 0,
    nulls: 0,
    median: 11,
  };
  const hour = { name: 'hour', column: 'hour', kind: 'numeric', transform: 'identity', model: true } as const;
  const tell = (value: number) => {
    const { direction, text } = describeReason(hour, { value, isMissing: false }, 0.5, hours);
    return `${direction} ${text}`;
  };
  assert.equal([11, 10, 12, 13, 6, 5].map(tell), [
    'typical hour 11: at the reference median',
    'typical hour 10: below 50 % of reference',
    'typical hour 12: above 60 % of reference',
    'typical hour 13: above 70 % of reference',
    'low hour 6: below 80 % of reference',
    'low hour 5: below all of reference',
  ]);
  assert.is(tell(10.5), 'typical hour 10.5: below at least half of reference', 'wherever in its bin it lies');
  assert.is(tell(14), 'high hour 14: above 80 % of reference');
});

test('rarity: nothing for usual values, one for what the reference never reached, more the farther out', () => {
  const numeric: NumericReference = {
    kind: 'numeric',
    feature: 'delay',
    edges: [0, 1, 10, 90, 99, 100],
    bins: [10, 90, 800, 90, 10],
    below: 0,
    above: 0,
    nulls: 0,
    median: 50,
  };
  const inputs = [
    { name: 'delay', column: 'delay', kind: 'numeric', transform: 'identity', model: true },
    { ...spec, encoding: encodeCategories(modes) },
    { name: 'gone', column: 'gone', kind: 'numeric', transform: 'identity', model: true },
  ] as const;
  const [delay, mode, unknown] = openRarity(inputs, { schema: 'oads/reference/v1', rows: 1000, features: [numeric, modes] });
  assert.equal([delay(50), delay(101), delay(-1), unknown(5)], [0, 1, 1, 0]);
  assert.ok(delay(95) > 0 && delay(99.5) > delay(95) && delay(99.5) < 1);
  assert.is(delay(0), delay(0.5), 'the first edge belongs to the first bin');
  const codes = encodeCategories(modes);
  const rarity = (name: string) => mode(Math.fround(codes.codes.get(name) ?? codes.unseen));
  assert.ok(rarity('air') === 0 && rarity('sea') > 0 && rarity('rail') > rarity('sea') && rarity('horse') > rarity('rail'));
});

test.run();

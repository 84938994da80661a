import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { selectAnomalies, spellSort } from '../../../../src/core/dashboard/anomalies/select-anomalies.ts';
import { type Selection, WHOLE } from '../../../../src/core/dashboard/anomalies/selection.ts';
import type { TopAnomaly } from '../../../../src/core/snapshot/inference-metrics.ts';

const test = suite('dashboard/anomalies/select-anomalies');

const cell = fc.oneof(
  fc.constantFrom('a', 'F2', 'F10', 'Äther', '', '__proto__'),
  fc.integer({ min: -3, max: 3 }),
  fc.boolean(),
  fc.constant(null),
);
const reason = fc.record({
  feature: fc.constantFrom('delay', 'taxi', 'constructor'),
  value: cell,
  direction: fc.constantFrom('high' as const, 'low' as const),
  percentile: fc.constant(0.9),
  contribution: fc.constant(0.1),
  text: fc.constantFrom('delay 5: above 90 % of reference', 'TAXI 3'),
});
const rows: fc.Arbitrary<TopAnomaly[]> = fc
  .array(
    fc.record({
      row: fc.nat(999),
      key: fc.record({ id: cell, score: cell }, { requiredKeys: ['id'] }),
      score: fc.integer({ min: 0, max: 4 }),
      p_value: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 3 })),
      q_value: fc.constant(null),
      is_anomaly: fc.boolean(),
      values: fc.record({ delay: cell }),
      reasons: fc.array(reason, { maxLength: 2 }),
    }),
    { maxLength: 30 },
  )
  .map((all) => all.map((row, index) => ({ rank: index + 1, ...row })));
const selection: fc.Arbitrary<Selection> = fc.record({
  filter: fc.constantFrom(null, 'f1', 'ÄTHER', 'taxi', 'nothing'),
  reason: fc.constantFrom(null, 'delay', 'constructor', 'toString'),
  min_score: fc.constantFrom(null, 2, -1, 9),
  flagged: fc.constantFrom(null, 'true' as const, 'false' as const),
  sort: fc.constantFrom(null, 'rank', 'score', 'p_value', 'id', 'key:score', 'key:id', 'toString'),
  order: fc.constantFrom(null, 'asc' as const, 'desc' as const),
  limit: fc.constant(null),
  offset: fc.constant(0),
});

/** Said again, in the plainest way. */
function matches(row: TopAnomaly, asked: Selection): boolean {
  const texts = [...Object.values(row.key), ...Object.values(row.values)].filter((value) => value !== null).map(String);
  const all = [...texts, ...row.reasons.map(({ text }) => text)].map((text) => text.toLowerCase());
  if (asked.filter !== null && !all.some((text) => text.includes((asked.filter as string).toLowerCase()))) return false;
  if (asked.reason !== null && !row.reasons.some(({ feature }) => feature === asked.reason)) return false;
  if (asked.min_score !== null && row.score < asked.min_score) return false;
  return asked.flagged === null || String(row.is_anomaly) === asked.flagged;
}

test('selecting is a filter and a sort of the kept rows', () => {
  fc.assert(
    fc.property(rows, selection, fc.boolean(), (kept, asked, hasP) => {
      const { matching, sort, order } = selectAnomalies(kept, asked, { hasP });
      assert.equal(
        matching.map(({ rank }) => rank).sort((a, b) => a - b),
        kept.filter((row) => matches(row, asked)).map(({ rank }) => rank),
      );
      if (sort.by !== 'rank' && sort.by !== 'score') return;
      const by = sort.by;
      const values = matching.map((row) => row[by]);
      assert.equal(
        values,
        [...values].sort((a, b) => (order === 'asc' ? a - b : b - a)),
      );
      for (let at = 1; at < matching.length; at++)
        assert.ok(values[at] !== values[at - 1] || matching[at].rank > matching[at - 1].rank, 'ties keep the order of the ranks');
    }),
  );
});

test('limit and offset part it: no row twice, none lost, whatever the order of the rows given', () => {
  fc.assert(
    fc.property(rows, selection, fc.integer({ min: 1, max: 7 }), (kept, asked, limit) => {
      const { matching } = selectAnomalies(kept, asked, { hasP: true });
      const pages = Array.from({ length: Math.ceil(matching.length / limit) }, (_, page) =>
        matching.slice(page * limit, (page + 1) * limit),
      );
      assert.equal(pages.flat(), matching);
      const again = selectAnomalies([...kept].reverse(), asked, { hasP: true });
      assert.equal(
        again.matching.map(({ rank }) => rank),
        matching.map(({ rank }) => rank),
      );
    }),
  );
});

const row = (rank: number, key: TopAnomaly['key'], p: number | null = null): TopAnomaly => ({
  rank,
  row: rank,
  key,
  score: 1,
  p_value: p,
  q_value: null,
  is_anomaly: true,
  values: {},
  reasons: [],
});
const order = (kept: TopAnomaly[], asked: Partial<Selection>, hasP = true) =>
  selectAnomalies(kept, { ...WHOLE, ...asked }, { hasP }).matching.map(({ rank }) => rank);

test('text sorts as people count, numbers before text, what is missing last in both orders', () => {
  const kept = ['F10', 'F2', null, 7, 'f3', -2].map((id, index) => row(index + 1, { id }));
  assert.equal(order(kept, { sort: 'id' }), [6, 4, 2, 5, 1, 3]);
  assert.equal(order(kept, { sort: 'id', order: 'desc' }), [1, 5, 2, 4, 6, 3]);
});

test('p-values that are not claimed order nothing', () => {
  const kept = [row(1, { id: 1 }, 0.5), row(2, { id: 2 }, 0.1)];
  assert.equal(order(kept, { sort: 'p_value' }), [2, 1]);
  assert.equal(order(kept, { sort: 'p_value' }, false), [1, 2]);
});

test('a column of the key that is called as a column of the result has a prefix; one that is not there is named', () => {
  const kept = [row(1, { score: 1, id: 2 }), row(2, { score: 0, id: 1 })];
  assert.equal(order(kept, { sort: 'score' }), [1, 2]);
  assert.equal(order(kept, { sort: 'key:score' }), [2, 1]);
  assert.is(spellSort({ by: 'key', name: 'score' }), 'key:score');
  assert.is(spellSort({ by: 'key', name: 'id' }), 'id');
  assert.is(spellSort({ by: 'key', name: 'key:id' }), 'key:key:id');
  assert.is(selectAnomalies(kept, { ...WHOLE, sort: 'toString' }, { hasP: true }).unknownSort, 'toString');
  assert.is(selectAnomalies([], { ...WHOLE, sort: 'id' }, { hasP: true }).unknownSort, null);
});

test.run();

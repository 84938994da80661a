import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { TopRows } from '../../../src/core/score/top-rows.ts';

const test = suite('score/top-rows');

// Few different scores, so that ties are the rule.
const scores = fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.float({ noNaN: true })), { maxLength: 80 });

test('property: the same rows as a full sort, in any order of arrival', () => {
  fc.assert(
    fc.property(scores, fc.integer({ min: 1, max: 12 }), fc.infiniteStream(fc.nat()), (drawn, limit, order) => {
      const rows = drawn.map((score, row) => ({ score, row }));
      const expected = rows.toSorted((a, b) => b.score - a.score || a.row - b.row).slice(0, limit);
      for (const arrival of [
        rows,
        rows
          .map((item) => ({ item, at: order.next().value }))
          .sort((a, b) => a.at - b.at)
          .map(({ item }) => item),
      ]) {
        const top = new TopRows(limit);
        for (const item of arrival) top.add(item);
        assert.equal(top.list(), expected);
      }
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('property: admits exactly the rows that would be kept', () => {
  fc.assert(
    fc.property(scores, fc.integer({ min: 1, max: 5 }), (drawn, limit) => {
      const top = new TopRows(limit);
      drawn.forEach((score, row) => {
        const admitted = top.admits(score, row);
        top.add({ score, row });
        assert.is(
          top.list().some((kept) => kept.row === row),
          admitted,
        );
      });
    }),
    { seed: 1 },
  );
});

test('what a row carries is kept with it', () => {
  const top = new TopRows<{ score: number; row: number; name: string }>(1);
  top.add({ score: 1, row: 0, name: 'low' });
  top.add({ score: 2, row: 1, name: 'high' });
  assert.equal(top.list(), [{ score: 2, row: 1, name: 'high' }]);
});

test('nothing added, nothing listed; listing does not empty it', () => {
  const top = new TopRows(3);
  assert.equal(top.list(), []);
  top.add({ score: 1, row: 0 });
  assert.equal(top.list(), top.list());
});

test.run();

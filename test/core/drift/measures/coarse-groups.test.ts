import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { groupBins, groupCategories } from '../../../../src/core/drift/measures/coarse-groups.ts';

const test = suite('drift/measures/coarse-groups');

test('a hundred even bins become ten', () => {
  const bins = Array.from({ length: 100 }, () => 7);
  const groups = groupBins(
    bins,
    bins.map((_, i) => i),
  );
  assert.equal(
    groups.reference,
    Array.from({ length: 10 }, () => 70),
  );
  assert.is(groups.current[0], 45);
});

test('a point mass stays apart, and nothing is lost', () => {
  const groups = groupBins([50, 10, 10, 10, 10, 10], [1, 2, 3, 4, 5, 6]);
  assert.equal(groups.reference, [50, 10, 10, 10, 10, 10]);
  assert.equal(groups.current, [1, 2, 3, 4, 5, 6]);
  assert.equal(groupBins([0, 0], [1, 2]), { reference: [0], current: [3] });
});

test('categories join until each expects five', () => {
  const groups = groupCategories([500, 20, 400, 40, 40], [50, 2, 40, 4, 4]);
  assert.equal(groups.reference, [500, 400, 80, 20]);
  assert.equal(groups.current, [50, 40, 8, 2]);
  assert.equal(groupCategories([], []), { reference: [], current: [] });
});

test.run();

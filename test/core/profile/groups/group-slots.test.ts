import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { GroupSlots } from '../../../../src/core/profile/groups/group-slots.ts';
import type { GroupingReference } from '../../../../src/core/profile/groups/groups-reference.ts';
import { SegmentTally } from '../../../../src/core/segment/segment-tally.ts';

const test = suite('profile/groups/group-slots');

const REFERENCE: GroupingReference = {
  kind: 'segment',
  by: ['carrier'],
  rows: 100,
  features: [],
  groups: [
    { key: ['AA'], rows: 60, cells: [] },
    { key: [null], rows: 30, cells: [] },
  ],
  rare: [['ZZ']],
  all_known: true,
  other: 10,
};

const keysOf = (names: readonly (string | null)[]) => ({
  codes: Uint32Array.from(names, (_, at) => at),
  keys: names.map((name) => [name]),
});

test('groups of the reference have the first slots, rare ones share one, and a missing value is a group like any other', () => {
  const slots = new GroupSlots(REFERENCE, 2);
  assert.equal([...slots.locate(keysOf(['AA', null, 'ZZ', 'AA']))], [0, 1, slots.other, 0]);
  assert.equal(
    [...slots.list()].map(({ key, isNew }) => [key[0], isNew]),
    [
      ['AA', false],
      [null, false],
    ],
  );
});

test('what the reference does not hold is named, the first by text, and the others are counted together', () => {
  const folded: number[] = [];
  const slots = new GroupSlots(REFERENCE, 2, (slot) => folded.push(slot));
  const [m, n] = slots.locate(keysOf(['M', 'N']));
  assert.equal([...slots.locate(keysOf(['B', 'M', 'N', 'X']))], [n, m, slots.rest, slots.rest]);
  assert.equal(folded, [n]);
  assert.equal(
    [...slots.list()]
      .filter(({ isNew }) => isNew)
      .map(({ key }) => key[0])
      .sort(),
    ['B', 'M'],
  );
});

test('where not all rare keys are known, none is called new', () => {
  const slots = new GroupSlots({ ...REFERENCE, all_known: false }, 2);
  assert.equal([...slots.locate(keysOf(['B']))], [slots.other]);
});

test('property: any split of the rows, merged in any order, gives the same groups and counts', () => {
  const names = fc.array(fc.constantFrom('AA', 'B', 'C', 'D', 'E', 'F', 'ZZ', null), { maxLength: 40 });
  const describe = (tally: SegmentTally) => ({
    named: [...tally.slots.list()]
      .map(({ key, slot }) => ({ key: key[0], ...tally.of(slot) }))
      .filter(({ rows }) => rows > 0)
      .sort((a, b) => (String(a.key) < String(b.key) ? -1 : 1)),
    other: tally.of(tally.slots.other),
    rest: tally.of(tally.slots.rest),
  });
  const count = (parts: readonly (readonly (string | null)[])[]) => {
    const tallies = parts.map((part) => {
      const tally = new SegmentTally(REFERENCE, 3, 0);
      // Two batches each, so that a named group can make way for another one.
      for (const batch of [part.slice(0, 7), part.slice(7)]) tally.addRows(tally.slots.locate(keysOf(batch)));
      return tally;
    });
    const [first, ...others] = tallies;
    for (const other of others) first.merge(other);
    return describe(first);
  };
  fc.assert(
    fc.property(fc.array(names, { minLength: 1, maxLength: 4 }), (parts) => {
      const whole = count([parts.flat()]);
      assert.equal(count(parts), whole);
      assert.equal(count([...parts].reverse()), whole);
    }),
    { numRuns: 300, seed: 5 },
  );
});

test.run();

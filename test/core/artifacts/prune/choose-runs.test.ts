import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Candidate, chooseRuns } from '../../../../src/core/artifacts/prune/choose-runs.ts';

const test = suite('artifacts/choose-runs');

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 2, 10);

/** A run that finished so many days ago. */
const run = (run_id: string, daysAgo: number | null, change: Partial<Candidate> = {}): Candidate => ({
  run_id,
  finishedMs: daysAgo === null ? null : NOW - daysAgo * DAY,
  isDamaged: false,
  pinned: [],
  ...change,
});
const going = (runs: Candidate[], limits: { runs?: number; days?: number }) => [...chooseRuns(runs, limits, NOW)];

const WEEK = ['a', 'b', 'c', 'd', 'e'].map((id, index) => run(id, index));

test('without limits nothing goes', () => {
  assert.equal(going(WEEK, {}), []);
});

test('runs: so many of the newest stay', () => {
  assert.equal(going(WEEK, { runs: 3 }), [
    ['d', 'beyond runs: 3'],
    ['e', 'beyond runs: 3'],
  ]);
  assert.equal(going(WEEK, { runs: 5 }), []);
});

test('days: what ended longer ago goes, and not what ended just so long ago', () => {
  assert.equal(going(WEEK, { days: 3 }), [['e', 'beyond days: 3']]);
  assert.equal(going(WEEK, { days: 4 }), []);
});

test('a run goes when it is beyond either', () => {
  assert.equal(
    going(WEEK, { runs: 4, days: 2 }).map(([id]) => id),
    ['d', 'e'],
  );
});

test('what is pinned stays, whatever the limits say', () => {
  const runs = WEEK.map((each) => (each.run_id === 'e' ? { ...each, pinned: ['last_good'] } : each));
  assert.equal(
    going(runs, { runs: 1, days: 1 }).map(([id]) => id),
    ['b', 'c', 'd'],
  );
});

test('a run from the future is never too old; one whose end nothing tells stays', () => {
  assert.equal(going([run('a', -400), run('b', -1), run('c', null)], { days: 1 }), []);
  assert.equal(going([run('a', 0), run('c', null)], { runs: 1, days: 1 }), []);
});

test('a damaged run takes no place of a sound one, and goes when it is beyond the limits itself', () => {
  const damaged = { isDamaged: true };
  const runs = [run('x', 0, damaged), run('a', 0), run('y', 1, damaged), run('b', 1), run('z', 2, damaged), run('c', 2)];
  assert.equal(
    going(runs, { runs: 2 }).map(([id]) => id),
    ['z', 'c'],
  );
  assert.equal(
    going(runs, { days: 1 }).map(([id]) => id),
    ['z', 'c'],
  );
});

test('whatever the history: pinned runs stay, at most `runs` others do, and none of those that go is newer than one kept by count', () => {
  const history = fc.array(
    fc.record({
      age: fc.double({ min: -30, max: 300, noNaN: true }),
      isDamaged: fc.boolean(),
      isPinned: fc.boolean(),
    }),
    { maxLength: 30 },
  );
  const limits = fc.record({ runs: fc.integer({ min: 1, max: 20 }), days: fc.integer({ min: 1, max: 200 }) }, { requiredKeys: [] });
  fc.assert(
    fc.property(history, limits, (given, { runs, days }) => {
      const newestFirst = given
        .sort((a, b) => a.age - b.age)
        .map(({ age, isDamaged, isPinned }, index) => run(`r${index}`, age, { isDamaged, pinned: isPinned ? ['latest'] : [] }));
      const gone = chooseRuns(newestFirst, { runs, days }, NOW);
      const kept = newestFirst.filter(({ run_id }) => !gone.has(run_id));
      for (const { run_id, pinned } of newestFirst) if (pinned.length > 0) assert.not(gone.has(run_id));
      for (const { finishedMs, pinned } of kept)
        if (days !== undefined && pinned.length === 0) assert.ok(NOW - (finishedMs as number) <= days * DAY);
      if (runs !== undefined) assert.ok(kept.filter(({ pinned, isDamaged }) => pinned.length === 0 && !isDamaged).length <= runs);
      // The oldest first: below the first that goes, only pinned ones stay.
      const first = newestFirst.findIndex(({ run_id }) => gone.has(run_id));
      if (first >= 0) for (const { run_id, pinned } of newestFirst.slice(first)) assert.ok(gone.has(run_id) || pinned.length > 0);
    }),
    { numRuns: 300 },
  );
});

test.run();

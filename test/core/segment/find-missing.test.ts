import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findMissing } from '../../../src/core/segment/find-missing.ts';
import { judgeAnomalies } from '../../../src/core/segment/judge-anomalies.ts';

const test = suite('segment/find-missing');

const total = { reference: 100_000, current: 10_000 };

test('missing: many rows were expected, and hardly any came', () => {
  const segments = [
    { reference: 2000, current: 0 },
    { reference: 2000, current: 9 },
    { reference: 2000, current: 60 },
    { reference: 2000, current: 200 },
  ];
  const found = findMissing(segments, total, 50);
  assert.equal(
    found.map(({ missing }) => missing),
    [true, true, false, false],
  );
  assert.ok((found[0].q ?? 1) < 1e-20 && found[3].q === 1, JSON.stringify(found));
});

test('a segment of which few rows were expected is not missing', () => {
  assert.equal(findMissing([{ reference: 400, current: 0 }], total, 50), [{ missing: false, q: null }]);
});

test('an empty batch misses nothing', () => {
  assert.equal(findMissing([{ reference: 2000, current: 0 }], { reference: 100_000, current: 0 }, 50)[0].missing, false);
});

test('many anomalies: more than elsewhere and than false alarms explain, and by much', () => {
  const usual = Array.from({ length: 9 }, () => ({ scored: 300, flagged: 3 }));
  const high = (flagged: number) =>
    judgeAnomalies([...usual, { scored: 300, flagged }], { scored: 3000, flagged: 27 + flagged }, 0.01, 50).map((each) => each.high);
  assert.equal(high(30), [...usual.map(() => false), true]);
  assert.not(high(6).includes(true));
});

test('where all segments have many anomalies, none stands out', () => {
  const segments = Array.from({ length: 10 }, () => ({ scored: 300, flagged: 60 }));
  assert.not(judgeAnomalies(segments, { scored: 3000, flagged: 600 }, 0.01, 50).some(({ high }) => high));
});

test('a segment that is all of the batch is held against the false alarm rate', () => {
  const whole = { scored: 1000, flagged: 100 };
  assert.equal(
    judgeAnomalies([whole], whole, 0.01, 50).map(({ high }) => high),
    [true],
  );
  assert.equal(judgeAnomalies([{ scored: 20, flagged: 20 }], whole, 0.01, 50), [{ high: false, q: null }]);
});

test.run();

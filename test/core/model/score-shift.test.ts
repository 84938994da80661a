import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { hasScoreShifted } from '../../../src/core/model/score-shift.ts';

const test = suite('model/score-shift');

const shifted = (high: number, m: number, n = 10_000, expected = 0.1) => hasScoreShifted({ high, m, n, expected });

test('as many high scores as in the calibration, or a burst of anomalies more, is no shift', () => {
  for (const high of [100, 85, 150, 250]) assert.not.ok(shifted(high, 1000), `${high} of 1,000`);
});

test('far fewer: alarms no longer come', () => {
  assert.ok(shifted(20, 1000));
  assert.ok(shifted(0, 100));
  assert.ok(shifted(700, 10_000));
});

test('far more than single anomalies among ordinary rows', () => {
  assert.ok(shifted(400, 1000));
  assert.not.ok(shifted(305, 1000), 'the share itself, not only its estimate, must be above the limit');
});

test('large, yet not significant: a small batch, or a small calibration set', () => {
  assert.not.ok(shifted(3, 50));
  assert.not.ok(shifted(60, 1000, 100));
  assert.ok(shifted(60, 1000, 10_000));
});

test('significant, yet too small to matter', () => {
  assert.not.ok(shifted(8500, 100_000, 1_000_000));
});

test('nothing to compare', () => {
  assert.not.ok(shifted(0, 0));
  assert.not.ok(shifted(10, 100, 100, 0));
  assert.not.ok(shifted(10, 100, 100, 1));
});

test.run();

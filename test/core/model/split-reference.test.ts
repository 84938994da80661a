import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { splitReference } from '../../../src/core/model/split-reference.ts';

const test = suite('model/split-reference');

const sizes = (rows: number, options: Partial<Parameters<typeof splitReference>[1]> = {}) => {
  const { training, combine, calibration } = splitReference(rows, { seed: 1, falseAlarmRate: 0.01, combines: true, ...options });
  return [training.length, combine.length, calibration.length];
};

test('no row is in two parts, and together they are all rows', () => {
  const { training, combine, calibration } = splitReference(5000, { seed: 1, falseAlarmRate: 0.01, combines: true });
  const all = [...training, ...combine, ...calibration].sort((a, b) => a - b);
  assert.equal(
    all,
    Array.from({ length: 5000 }, (_, row) => row),
  );
});

test('a fifth calibrates, but as many as the false alarm rate asks for, and at most half', () => {
  assert.equal(sizes(5000), [3400, 600, 1000]);
  assert.equal(sizes(300), [171, 30, 99]);
  assert.equal(sizes(120), [40, 20, 60]);
  assert.equal(sizes(120, { falseAlarmRate: 0.05 }), [76, 20, 24]);
  assert.equal(sizes(2_000_000), [199_000, 1000, 10_000]);
  assert.equal(sizes(20), [5, 5, 10]);
});

test('what is asked for is held out; without curves nothing is', () => {
  assert.equal(sizes(800, { calibrationRows: 300, combines: false }), [500, 0, 300]);
  assert.equal(sizes(800, { calibrationRows: 10_000, combines: false }), [400, 0, 400]);
});

test('the calibration rows do not depend on the detector', () => {
  const calibrationOf = (combines: boolean) => splitReference(1000, { seed: 4, falseAlarmRate: 0.01, combines }).calibration;
  assert.equal(calibrationOf(true), calibrationOf(false));
});

test.run();

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { calibrateSegments } from '../../../bench/calibration/segments.ts';

const test = suite('segment/calibration');

// A small sample of bench/calibration/segments.ts, seeded: 20 batches each. At 1 % two alarms in 20 have a probability of 1.7 %.
const sample = async (only: string) => {
  const [row, ...more] = await calibrateSegments({ seed: 3, quick: true, only });
  assert.is(more.length, 0, 'one row of the table');
  return row.hits;
};

for (const only of [
  '50 of 300 rows, reference of 2,000',
  'all at the tolerance of 2 %',
  'rows vary by 60 %',
  'all at 1 %',
  'seven of 28 phases, no drift: against the same phases',
]) {
  test(`at most one false alarm: ${only}`, async () => assert.ok((await sample(only)) <= 1));
}

for (const only of [
  '+1 sd in one feature, reference of 300',
  'largest and smallest category swapped, reference of 300',
  'one check of one segment wholly',
  'one has no rows',
  '+.5 sd in one feature of all seven phases',
]) {
  test(`found in each batch: ${only}`, async () => assert.is(await sample(only), 20));
}

test.run();

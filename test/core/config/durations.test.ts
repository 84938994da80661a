import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatDurationMs, parseDurationMs } from '../../../src/core/config/durations.ts';

const test = suite('config/durations');

test('reads every unit', () => {
  const read = ['250ms', '30s', '15m', '12h', '7d', '2w'].map(parseDurationMs);
  assert.equal(read, [250, 30_000, 900_000, 43_200_000, 604_800_000, 1_209_600_000]);
});

test('refuses what is no duration', () => {
  for (const text of ['', '7', 'd', '7 d', '7D', '-7d', '1.5h', '1d 2h', '7days'])
    assert.throws(() => parseDurationMs(text), /expected a duration/, text);
});

test('shows the two largest units', () => {
  const shown = [0, 1, 999, 1000, 61_000, 3_600_000, 90_061_000, 86_400_000, 86_401_000, 1_209_600_000].map(formatDurationMs);
  assert.equal(shown, ['0ms', '1ms', '999ms', '1s', '1m 1s', '1h', '1d 1h', '1d', '1d 1s', '14d']);
});

test('property: what is shown never exceeds the duration, nor misses more than a unit of the smaller one', () => {
  const units: Record<string, number> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e12 }), (ms) => {
      const parts = formatDurationMs(ms).split(' ');
      const total = parts.reduce((sum, part) => sum + parseDurationMs(part), 0);
      const smallest = units[(parts.at(-1) as string).replace(/[0-9]+/, '')];
      assert.ok(total <= ms);
      if (parts.length === 2) assert.ok(ms - total < smallest);
    }),
    { seed: 1 },
  );
});

test.run();

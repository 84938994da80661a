import { wilsonInterval } from '../profile/wilson.ts';

/** Two-sided 99 %. */
const Z_99 = 2.5758293035489004;
/** Below this share of what is expected, alarms have grown too rare to count on. */
const LEAST_RATIO = 0.8;
/** Above this multiple of it, they are no longer single anomalies among ordinary rows. */
const LARGEST_RATIO = 3;

/**
 * Whether the share of high scores (small p-values) is unlike the calibration's: significantly (two proportions, the calibration set
 * being finite, too) and by a ratio that matters. Anomalies make it larger, and nothing tells them from drift below some share; so the
 * upper limit is wide. Nothing but drift makes it smaller.
 * @param expected share of the calibration set with a p-value this small
 * @param n size of that set
 */
export function hasScoreShifted({ high, m, expected, n }: { high: number; m: number; expected: number; n: number }): boolean {
  if (m === 0 || expected <= 0 || expected >= 1) return false;
  const ratio = high / m / expected;
  const z = (high / m - expected) / Math.sqrt(expected * (1 - expected) * (1 / m + 1 / n));
  if (ratio < LEAST_RATIO) return z < -Z_99;
  return wilsonInterval(high, m, Z_99).low > LARGEST_RATIO * expected && z > Z_99;
}

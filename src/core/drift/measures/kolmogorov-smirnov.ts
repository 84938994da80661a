import { kolmogorovSurvival } from '../../profile/distributions.ts';
import type { TestResult } from './test-result.ts';
import { sumOf } from './totals.ts';

/**
 * Two-sample Kolmogorov-Smirnov over ordered cells. D sees the bin ends only, so it is at most the
 * D of the raw values: conservative. p: Kolmogorov's limit at (√e + .12 + .11/√e)·D, e = nm/(n + m) (Stephens 1970).
 * Null where either side is empty.
 */
export function testKolmogorovSmirnov(reference: readonly number[], current: readonly number[]): TestResult | null {
  const m = sumOf(reference);
  const n = sumOf(current);
  if (m === 0 || n === 0) return null;
  let largest = 0;
  let f = 0;
  let g = 0;
  for (let i = 0; i < reference.length; i++) {
    f += reference[i];
    g += current[i];
    largest = Math.max(largest, Math.abs(f / m - g / n));
  }
  const root = Math.sqrt((n * m) / (n + m));
  return { statistic: largest, p: kolmogorovSurvival((root + 0.12 + 0.11 / root) * largest) };
}

import { chiSquareSurvival } from '../../profile/distributions.ts';
import type { TestResult } from './test-result.ts';

/** Below this expected count the chi-square law is not trusted at p = 1e-4, and the exact law is cheap. */
const EXACT_BELOW = 100;

/**
 * Do two samples of sizes m and n hold the same share of something seen a and b times? The statistic is the change of share,
 * b/n − a/m. Fisher's exact test (two-sided by likelihood) at small expected counts, Pearson's chi-square else.
 * Null where either sample is empty; p = 1 where none or all have it.
 */
export function testTwoShares(a: number, m: number, b: number, n: number): TestResult | null {
  if (m === 0 || n === 0) return null;
  const total = m + n;
  const seen = a + b;
  const statistic = b / n - a / m;
  if (seen === 0 || seen === total) return { statistic: 0, p: 1 };
  const least = (Math.min(m, n) / total) * Math.min(seen, total - seen);
  if (least < EXACT_BELOW) return { statistic, p: fisherTwoSided(b, seen, n, total) };
  const share = seen / total;
  return { statistic, p: chiSquareSurvival((statistic * statistic) / (share * (1 - share) * (1 / n + 1 / m)), 1) };
}

/** P(a table no likelier than k) for k hypergeometric: walks from the mode by ratios, so no factorial loses digits. */
function fisherTwoSided(k: number, seen: number, n: number, total: number): number {
  const low = Math.max(0, seen + n - total);
  const high = Math.min(seen, n);
  const mode = Math.min(high, Math.max(low, Math.floor(((seen + 1) * (n + 1)) / (total + 2))));
  const weights = new Map<number, number>([[mode, 1]]);
  for (let i = mode, w = 1; i < high && w > 0; i++) {
    w *= ((seen - i) * (n - i)) / ((i + 1) * (total - seen - n + i + 1));
    weights.set(i + 1, w);
  }
  for (let i = mode, w = 1; i > low && w > 0; i--) {
    w *= (i * (total - seen - n + i)) / ((seen - i + 1) * (n - i + 1));
    weights.set(i - 1, w);
  }
  // A table equally likely up to rounding counts as no likelier (as R's fisher.test).
  const observed = (weights.get(k) ?? 0) * (1 + 1e-7);
  let all = 0;
  let extreme = 0;
  for (const weight of weights.values()) {
    all += weight;
    if (weight <= observed) extreme += weight;
  }
  return Math.min(1, extreme / all);
}

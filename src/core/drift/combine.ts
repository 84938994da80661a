/** p-values above this count as this: a discrete test's p = 1 would else be minus infinity and outvote every other test. */
const LARGEST = 0.9;

/**
 * One p-value for several dependent tests of one feature: the Cauchy combination (Liu & Xie 2020), p = ½ − atan(t)/π of
 * t = Σ wᵢ tan((½ − pᵢ)π), Σ wᵢ = 1, its left tail cut at p = .9 (Gui, Jiang & Wang 2025). Its tail holds under dependence; it is never
 * much worse than Bonferroni's minimum and better where tests agree (Kolmogorov-Smirnov and location mostly do).
 * Nulls take no part; all null gives null.
 * @param weights one a p-value, of any sum; default: all the same
 */
export function combinePValues(ps: readonly (number | null | undefined)[], weights?: readonly number[]): number | null {
  const tested = ps
    .map((p, at) => ({ p, weight: weights?.[at] ?? 1 }))
    .filter((test): test is { p: number; weight: number } => typeof test.p === 'number' && test.p >= 0 && test.p <= 1);
  if (tested.length === 0) return null;
  if (tested.length === 1) return tested[0].p;
  if (tested.some(({ p }) => p === 0)) return 0;
  const total = tested.reduce((sum, { weight }) => sum + weight, 0);
  let t = 0;
  for (const { p, weight } of tested) t += (cauchyScore(Math.min(p, LARGEST)) * weight) / total;
  return t > 1e15 ? 1 / (t * Math.PI) : 0.5 - Math.atan(t) / Math.PI;
}

/** tan((½ − p)π), which is 1/(πp) where the subtraction would lose p. */
function cauchyScore(p: number): number {
  return p < 1e-8 ? 1 / (p * Math.PI) : Math.tan((0.5 - p) * Math.PI);
}

/** p-values above this count as this: a discrete test's p = 1 would else be minus infinity and outvote every other test. */
const LARGEST = 0.9;

/**
 * One p-value for several dependent tests of one feature: the Cauchy combination (Liu & Xie 2020), p = ½ − atan(t)/π of
 * t = mean tan((½ − pᵢ)π), its left tail cut at p = .9 (Gui, Jiang & Wang 2025). Its tail holds under dependence; it is never
 * much worse than Bonferroni's minimum and better where tests agree (Kolmogorov-Smirnov and location mostly do).
 * Nulls take no part; all null gives null.
 */
export function combinePValues(ps: readonly (number | null | undefined)[]): number | null {
  const tested = ps.filter((p): p is number => typeof p === 'number' && p >= 0 && p <= 1);
  if (tested.length === 0) return null;
  if (tested.length === 1) return tested[0];
  if (tested.includes(0)) return 0;
  let t = 0;
  for (const p of tested) t += cauchyScore(Math.min(p, LARGEST)) / tested.length;
  return t > 1e15 ? 1 / (t * Math.PI) : 0.5 - Math.atan(t) / Math.PI;
}

/** tan((½ − p)π), which is 1/(πp) where the subtraction would lose p. */
function cauchyScore(p: number): number {
  return p < 1e-8 ? 1 / (p * Math.PI) : Math.tan((0.5 - p) * Math.PI);
}

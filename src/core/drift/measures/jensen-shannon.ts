import { type Estimate, estimateBetween } from './estimate.ts';
import { sumOf } from './totals.ts';

/**
 * Jensen-Shannon distance, base 2: the square root of the divergence in bits, 0 (equal) to 1 (disjoint).
 * Unsmoothed, and biased upward at small n; evidence, never a threshold. Interval by the delta method on the divergence,
 * with the null variance (B − 1)(1/n + 1/m)² / 32 (divergence ≈ PSI / 8). Null where either side is empty.
 */
export function measureJensenShannon(reference: readonly number[], current: readonly number[]): Estimate | null {
  const m = sumOf(reference);
  const n = sumOf(current);
  if (m === 0 || n === 0) return null;
  let divergence = 0;
  let used = 0;
  const slopes = { p: 0, q: 0, pp: 0, qq: 0 };
  for (let i = 0; i < reference.length; i++) {
    const q = reference[i] / m;
    const p = current[i] / n;
    if (p + q === 0) continue;
    used++;
    const toP = p > 0 ? Math.log2((2 * p) / (p + q)) / 2 : 0;
    const toQ = q > 0 ? Math.log2((2 * q) / (p + q)) / 2 : 0;
    divergence += p * toP + q * toQ;
    slopes.p += p * toP;
    slopes.q += q * toQ;
    slopes.pp += p * toP * toP;
    slopes.qq += q * toQ * toQ;
  }
  const nullSpread = ((1 / n + 1 / m) / (8 * Math.LN2)) ** 2 * 2 * Math.max(0, used - 1);
  const variance = Math.max(0, slopes.pp - slopes.p ** 2) / n + Math.max(0, slopes.qq - slopes.q ** 2) / m + nullSpread;
  const bits = estimateBetween(divergence, Math.sqrt(variance), 0, 1);
  return bits && { value: Math.sqrt(bits.value), interval: [Math.sqrt(bits.interval[0]), Math.sqrt(bits.interval[1])] };
}

import { type CentralBulk, momentsOf } from './central-bulk.ts';
import { type Estimate, estimateBetween } from './estimate.ts';
import { sumOf } from './totals.ts';

/**
 * 1-Wasserstein distance ∫|F − G| in reference standard deviations, counts spread evenly within bins, less what chance gives:
 * √(W² − W₀²), floor 0, where W₀ = √(2/π)·√(1/n + 1/m)·∫√(H(1 − H)), H pooled, is its mean without drift.
 * Interval: delta method (the sign of F − G held fixed). Null where there is no spread or a side is empty.
 */
export function measureWasserstein(bulk: CentralBulk): Estimate | null {
  const { edges, reference, current } = bulk;
  const m = sumOf(reference);
  const n = sumOf(current);
  const { variance } = momentsOf(edges, reference);
  if (m === 0 || n === 0 || !(variance > 0)) return null;
  const walk = integrateDifference(bulk, m, n);
  const chance = Math.sqrt((2 / Math.PI) * (1 / n + 1 / m)) * walk.pooledSpread;
  const corrected = Math.sqrt(Math.max(0, walk.distance ** 2 - chance ** 2));
  const error = Math.sqrt(spreadOf(walk.potential, current, n) / n + spreadOf(walk.potential, reference, m) / m);
  const sd = Math.sqrt(variance);
  return estimateBetween(corrected / sd, error / sd, 0);
}

/** One pass: ∫|F − G|, ∫√(H(1 − H)), and ∫ sign(F − G) up to each bin's middle (the distance's influence function). */
function integrateDifference({ edges, reference, current }: CentralBulk, m: number, n: number) {
  let distance = 0;
  let pooledSpread = 0;
  let signed = 0;
  const potential: number[] = [];
  let f = 0;
  let g = 0;
  for (let i = 0; i < reference.length; i++) {
    const width = edges[i + 1] - edges[i];
    const start = g / n - f / m;
    f += reference[i];
    g += current[i];
    const end = g / n - f / m;
    distance += width * meanAbsolute(start, end);
    const pooled = (f + g - (reference[i] + current[i]) / 2) / (n + m);
    pooledSpread += width * Math.sqrt(Math.max(0, pooled * (1 - pooled)));
    const step = width * Math.sign(start + end);
    potential.push(signed + step / 2);
    signed += step;
  }
  return { distance, pooledSpread, potential };
}

/** Mean of |x| on the straight line from a to b. */
function meanAbsolute(a: number, b: number): number {
  if (a * b >= 0) return Math.abs(a + b) / 2;
  return (a * a + b * b) / (2 * (Math.abs(a) + Math.abs(b)));
}

function spreadOf(values: readonly number[], counts: readonly number[], total: number): number {
  let mean = 0;
  for (let i = 0; i < values.length; i++) mean += (counts[i] / total) * values[i];
  let variance = 0;
  for (let i = 0; i < values.length; i++) variance += (counts[i] / total) * (values[i] - mean) ** 2;
  return variance;
}

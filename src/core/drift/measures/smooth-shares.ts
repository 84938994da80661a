import { sumOf } from './totals.ts';

/**
 * Shares of the counts with half a count of the *smaller* sample added to each cell. Both samples get the same share on top:
 * equal proportions then stay equal whatever the sizes, and one value in a cell empty in a large reference does not explode.
 */
export function smoothShares(counts: readonly number[], smallerTotal: number): number[] {
  const total = sumOf(counts);
  const extra = 0.5 / smallerTotal;
  const scale = 1 + extra * counts.length;
  return counts.map((count) => (count / total + extra) / scale);
}

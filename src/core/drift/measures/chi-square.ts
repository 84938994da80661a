import { chiSquareSurvival } from '../../profile/distributions.ts';
import type { TestResult } from './test-result.ts';
import { sumOf } from './totals.ts';

/** Cochran's (1954) least expected count. */
const LEAST_EXPECTED = 5;

export interface ChiSquareResult extends TestResult {
  degrees: number;
}

/**
 * Homogeneity of two samples over unordered cells (Pearson). Cells, largest pooled count first, are joined until each expects at
 * least 5 in the smaller sample; the order comes from the margins alone, on which the test is conditional anyway.
 * A single cell left: p = 1. Null where either side is empty.
 */
export function testChiSquare(reference: readonly number[], current: readonly number[]): ChiSquareResult | null {
  const m = sumOf(reference);
  const n = sumOf(current);
  if (m === 0 || n === 0) return null;
  const cells = joinCells(reference, current, LEAST_EXPECTED / (Math.min(m, n) / (m + n)));
  if (cells.length < 2) return { statistic: 0, p: 1, degrees: 0 };
  let statistic = 0;
  for (const [a, b] of cells) statistic += (b / n - a / m) ** 2 * ((n * m) / (a + b));
  return { statistic, p: chiSquareSurvival(statistic, cells.length - 1), degrees: cells.length - 1 };
}

function joinCells(reference: readonly number[], current: readonly number[], least: number): [number, number][] {
  const pooled = reference.map((a, i) => [a, current[i]] as [number, number]).sort((x, y) => y[0] + y[1] - x[0] - x[1] || y[0] - x[0]);
  const cells: [number, number][] = [];
  let open: [number, number] = [0, 0];
  for (const [a, b] of pooled) {
    open = [open[0] + a, open[1] + b];
    if (open[0] + open[1] < least) continue;
    cells.push(open);
    open = [0, 0];
  }
  const last = cells[cells.length - 1];
  if (!last) return [open];
  last[0] += open[0];
  last[1] += open[1];
  return cells;
}

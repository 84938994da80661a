import { chiSquareSurvival, normalTwoSided } from '../../profile/distributions.ts';
import { combinePValues } from '../combine.ts';
import type { ChiSquareResult } from '../measures/chi-square.ts';
import { type Estimate, estimateBetween } from '../measures/estimate.ts';
import type { TestResult } from '../measures/test-result.ts';
import { sumOf } from '../measures/totals.ts';
import type { PairDrift, PairEvidence } from './pair-drift.ts';
import { rakeTable } from './rake.ts';
import { residualScores } from './residual-scores.ts';
import { type Margins, marginsOf, selectCells, type Table } from './table.ts';

/** Twice Cochran's (1954) least expected count, for joined cells: with hundreds of pairs the chi-square law must hold far out. */
const LEAST_EXPECTED = 10;
/** Added to every cell of the reference: a combination it never showed is rare, not impossible. */
const PSEUDO_COUNT = 0.5;

/**
 * Has the dependence of two features changed, whatever their own distributions did? The reference's joint table is raked to the
 * current margins: what is expected then has the reference's odds ratios and the current shares. Both tests compare the current
 * table with it, and count the chance in the reference too. Not judged yet: status `insufficient`, q null.
 */
export function measurePair({ features, ordered, reference, current }: PairEvidence): PairDrift {
  const bulk = keepBulk(reference, current);
  const described: PairDrift = {
    features: [...features],
    status: 'insufficient',
    n_ref: sumOf(bulk.reference.cells),
    n_cur: sumOf(bulk.current.cells),
    values_ref: countValues(reference),
    values_cur: countValues(current),
    p: null,
    q: null,
    tests: { trend: null, chi_square: null },
    moved: null,
    rank_correlation: null,
    reasons: [],
  };
  if (bulk.reference.rows < 2 || bulk.reference.columns < 2) return described;
  const margins = marginsOf(bulk.current);
  const smoothed = { ...bulk.reference, cells: bulk.reference.cells.map((count) => count + PSEUDO_COUNT) };
  const expected = { ...bulk.current, cells: rakeTable(smoothed, margins) };
  // Variance of current − expected in each cell: Poisson chance now, and that of the reference, carried over by the raking.
  const variances = expected.cells.map((cell, at) => cell + (cell * cell) / smoothed.cells[at]);
  const products = ordered ? multiplyScores(margins) : null;
  const trend = products && testTrend(products, bulk.current, expected, variances);
  const chi_square = testChange(bulk.current, expected, variances);
  return {
    ...described,
    p: combinePValues([trend?.p, chi_square.p]),
    tests: { trend, chi_square },
    moved: measureMoved(bulk.current, expected, variances),
    rank_correlation: products && {
      expected: correlate(products, expected.cells, margins.total),
      current: correlate(products, bulk.current.cells, margins.total),
    },
  };
}

/** Both tables over the levels that the current one holds: what it lacks says nothing about its dependence. */
function keepBulk(reference: Table, current: Table): { reference: Table; current: Table } {
  const inside = (codes: number): number[] => Array.from({ length: Math.max(0, codes - 2) }, (_, level) => level);
  const [rows, columns] = [inside(current.rows), inside(current.columns)];
  const margins = marginsOf(selectCells(current, rows, columns));
  const keptRows = rows.filter((row) => margins.rows[row] > 0);
  const keptColumns = columns.filter((column) => margins.columns[column] > 0);
  return { reference: selectCells(reference, keptRows, keptColumns), current: selectCells(current, keptRows, keptColumns) };
}

/** Rows without a null, those outside the bulk included. */
function countValues({ rows, columns, cells }: Table): number {
  let values = 0;
  for (let row = 0; row < rows - 1; row++) for (let column = 0; column < columns - 1; column++) values += cells[row * columns + column];
  return values;
}

/** Product of both standardised middle ranks in each cell. */
function multiplyScores({ rows, columns, total }: Margins): number[] {
  const scoresOf = (counts: readonly number[]): number[] => {
    let before = 0;
    const ranks = counts.map((count) => {
      before += count;
      return (before - count / 2) / total - 0.5;
    });
    const spread = Math.sqrt(counts.reduce((sum, count, level) => sum + (count / total) * ranks[level] ** 2, 0));
    return ranks.map((rank) => (spread > 0 ? rank / spread : 0));
  };
  const [u, v] = [scoresOf(rows), scoresOf(columns)];
  return u.flatMap((x) => v.map((y) => x * y));
}

/** Linear by linear association (Mantel 1963; Agresti 2013, 3.4.4) against that of the reference; z > 0 = more positive now. */
function testTrend(products: readonly number[], current: Table, expected: Table, variances: readonly number[]): TestResult {
  const scores = residualScores(products, expected);
  let sum = 0;
  let variance = 0;
  scores.forEach((score, at) => {
    sum += score * (current.cells[at] - expected.cells[at]);
    variance += score * score * variances[at];
  });
  // Where one margin fixes the other there is no freedom left; rounding must not look like a change.
  if (!(variance > 1e-9)) return { statistic: 0, p: 1 };
  const z = sum / Math.sqrt(variance);
  return { statistic: z, p: normalTwoSided(z) };
}

/**
 * Pearson's chi-square of the current table against the expected one. Cells, largest expected count first, are joined until each
 * expects 10. Joining only lowers the statistic, so (a − 1)(b − 1) degrees stay conservative; as do those of the joined cells.
 */
function testChange(current: Table, expected: Table, variances: readonly number[]): ChiSquareResult {
  const order = expected.cells.map((_, at) => at).sort((a, b) => expected.cells[b] - expected.cells[a] || a - b);
  const joined: { difference: number; variance: number; expects: number }[] = [];
  let open = { difference: 0, variance: 0, expects: 0 };
  for (const at of order) {
    open.difference += current.cells[at] - expected.cells[at];
    open.variance += variances[at];
    open.expects += expected.cells[at];
    if (open.expects < LEAST_EXPECTED) continue;
    joined.push(open);
    open = { difference: 0, variance: 0, expects: 0 };
  }
  const last = joined.at(-1);
  if (last) {
    last.difference += open.difference;
    last.variance += open.variance;
  }
  const degrees = Math.min((current.rows - 1) * (current.columns - 1), joined.length - 1);
  if (degrees < 1) return { statistic: 0, p: 1, degrees: 0 };
  const statistic = joined.reduce((sum, { difference, variance }) => sum + (difference * difference) / variance, 0);
  return { statistic, p: chiSquareSurvival(statistic, degrees), degrees };
}

/**
 * Half the sum of |current − expected|, as a share: √(M² − M₀²), floor 0, where M₀ = ½·√(2/π)·Σ sd is its mean without a change
 * (of the ab cells' variance the margins leave (a − 1)(b − 1) / ab on average).
 * Interval: delta method (the signs held fixed, the margins taken off).
 */
function measureMoved(current: Table, expected: Table, variances: readonly number[]): Estimate | null {
  const n = sumOf(current.cells);
  const total = sumOf(variances.map(Math.sqrt));
  let distance = 0;
  const signs = current.cells.map((count, at) => {
    distance += Math.abs(count - expected.cells[at]) / (2 * n);
    return Math.sign(count - expected.cells[at]) / 2;
  });
  const free = ((current.rows - 1) * (current.columns - 1)) / current.cells.length;
  const chance = (Math.sqrt((2 / Math.PI) * free) * total) / (2 * n);
  const scores = residualScores(signs, expected);
  const variance = scores.reduce((sum, score, at) => sum + score * score * variances[at], 0);
  return estimateBetween(Math.sqrt(Math.max(0, distance ** 2 - chance ** 2)), Math.sqrt(variance) / n, 0, 1);
}

function correlate(products: readonly number[], cells: readonly number[], total: number): number {
  return Math.max(
    -1,
    Math.min(
      1,
      cells.reduce((sum, cell, at) => sum + (cell * products[at]) / total, 0),
    ),
  );
}

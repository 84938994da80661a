import type { ReferenceHistogram } from './reference-histogram.ts';

export type Distance = 'chi2' | 'ks' | 'emd';

/**
 * How far values are from a reference histogram; NaN where nothing can be told, as without values.
 * - `chi2`: of two histograms of counts, over the degrees of freedom (N. Gagunashvili, arXiv:physics/0605123, eq. 1): about 1 for the
 *   same distribution, whatever the number of values.
 * - `ks`: Kolmogorov-Smirnov at the edges, times √(nm/(n+m)): above 1.36 in at most 5 % of samples of the same distribution.
 * - `emd`: earth mover's distance in standard deviations of the reference.
 */
export function measureDistance(values: Float64Array, reference: ReferenceHistogram, distance: Distance): number {
  const seen = countBins(values, reference.edges);
  const wanted = Float64Array.of(reference.below, ...reference.counts, reference.above);
  const n = sum(seen);
  const m = sum(wanted);
  if (n === 0) return Number.NaN;
  if (distance === 'chi2') return chiSquare(seen, wanted, n, m);
  const gaps = cumulativeGaps(seen, wanted, n, m);
  if (distance === 'ks') return Math.max(...gaps.map(Math.abs)) * Math.sqrt((n * m) / (n + m));
  let moved = 0;
  // gaps[i] is at edges[i]; what lies beyond the edges counts as at the edge.
  for (let bin = 0; bin + 1 < reference.edges.length; bin++) {
    moved += (Math.abs(gaps[bin] + gaps[bin + 1]) / 2) * (reference.edges[bin + 1] - reference.edges[bin]);
  }
  return moved / spread(reference);
}

/** One bin below the first edge, those between the edges, one from the last edge on. */
function countBins(values: Float64Array, edges: Float64Array): Float64Array {
  const counts = new Float64Array(edges.length + 1);
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    let low = 0;
    let high = edges.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (edges[middle] <= value) low = middle + 1;
      else high = middle;
    }
    counts[low]++;
  }
  return counts;
}

interface Cell {
  s: number;
  r: number;
}

/**
 * Bins of which less than one value is expected count together with their neighbours of that kind until one is (W. Cochran 1954,
 * Biometrics 10), never with a bin that stands for itself. What stays below one is a cell of its own; it adds only what is beyond
 * one value, so that a single one where none was does not outweigh all.
 */
function chiSquare(seen: Float64Array, wanted: Float64Array, n: number, m: number): number {
  const { cells, rest } = gather(seen, wanted, (r) => (r * n) / m >= 1);
  const isOne = cells.length === 1 && rest.s + rest.r === 0;
  if (cells.length === 0 || (isOne && wanted.filter((count) => count > 0).length > 1)) return Number.NaN;
  const term = ({ s, r }: Cell) => (s * Math.sqrt(m / n) - r * Math.sqrt(n / m)) ** 2 / (s + r);
  const expected = (rest.r * n) / m;
  let total = cells.reduce((sum, cell) => sum + term(cell), 0);
  if (rest.s > Math.max(expected, 1)) total += term({ s: rest.s, r: Math.max(rest.r, m / n) });
  else if (rest.s < expected) total += term(rest);
  return total / Math.max(cells.length - 1 + Math.min(expected, 1), 1);
}

/** The cells that hold enough, and one of all that is left over. */
function gather(seen: Float64Array, wanted: Float64Array, isEnough: (r: number) => boolean): { cells: Cell[]; rest: Cell } {
  const cells: Cell[] = [];
  const rest: Cell = { s: 0, r: 0 };
  let run: Cell = { s: 0, r: 0 };
  const leave = () => {
    rest.s += run.s;
    rest.r += run.r;
    run = { s: 0, r: 0 };
  };
  for (let bin = 0; bin < seen.length; bin++) {
    if (isEnough(wanted[bin])) {
      leave();
      cells.push({ s: seen[bin], r: wanted[bin] });
      continue;
    }
    run.s += seen[bin];
    run.r += wanted[bin];
    if (!isEnough(run.r)) continue;
    cells.push(run);
    run = { s: 0, r: 0 };
  }
  leave();
  return { cells, rest };
}

function cumulativeGaps(seen: Float64Array, wanted: Float64Array, n: number, m: number): number[] {
  let one = 0;
  let other = 0;
  return Array.from(seen, (count, bin) => {
    one += count;
    other += wanted[bin];
    return one / n - other / m;
  });
}

function spread({ edges, counts }: ReferenceHistogram): number {
  const total = sum(counts);
  const middle = (bin: number) => (edges[bin] + edges[bin + 1]) / 2;
  const mean = counts.reduce((all, count, bin) => all + count * middle(bin), 0) / total;
  const variance = counts.reduce((all, count, bin) => all + count * (middle(bin) - mean) ** 2, 0) / total;
  // All in one bin: its own width, spread evenly.
  return Math.sqrt(variance > 0 ? variance : (edges[edges.length - 1] - edges[0]) ** 2 / 12);
}

function sum(values: Float64Array): number {
  return values.reduce((all, value) => all + value, 0);
}

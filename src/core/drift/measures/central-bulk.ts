import { findCentralRange } from '../../profile/central-range.ts';
import { sumOf } from './totals.ts';

/** Counts on the bins that hold the bulk, edges scaled (all measures on it are free of scale). */
export interface CentralBulk {
  edges: number[];
  reference: number[];
  current: number[];
}

/**
 * The reference range less its outermost percent at either end. The last fine bins of a heavy tail are as wide as all others
 * together, and what a burst of outliers leaves inside the range lies there: neither may speak for the bulk.
 */
export function cutCentralBulk(edges: readonly number[], reference: readonly number[], current: readonly number[]): CentralBulk {
  const { from, to } = findCentralRange(reference);
  const kept = edges.slice(from, to + 1);
  return { edges: scaleEdges(kept), reference: reference.slice(from, to), current: current.slice(from, to) };
}

/** Edges within −1 and 1, so that neither a width nor a square overflows. */
export function scaleEdges(edges: readonly number[]): number[] {
  const unit = Math.max(Math.abs(edges[0] ?? 0), Math.abs(edges[edges.length - 1] ?? 0)) || 1;
  return edges.map((edge) => edge / unit);
}

/** Mean and variance of counts spread evenly within their bins. */
export function momentsOf(edges: readonly number[], counts: readonly number[]): { total: number; mean: number; variance: number } {
  const total = sumOf(counts);
  if (total === 0) return { total, mean: 0, variance: 0 };
  let mean = 0;
  for (let i = 0; i < counts.length; i++) mean += (counts[i] / total) * ((edges[i] + edges[i + 1]) / 2);
  let variance = 0;
  for (let i = 0; i < counts.length; i++) {
    const width = edges[i + 1] - edges[i];
    variance += (counts[i] / total) * (((edges[i] + edges[i + 1]) / 2 - mean) ** 2 + (width * width) / 12);
  }
  return { total, mean, variance };
}

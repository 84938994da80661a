/** Where the values of a group lie, in natural logarithms: lead times and freight rates spread by factors, not by sums. */
export interface Level {
  readonly rows: number;
  readonly median: number;
  /** 1.4826 × the median absolute deviation, which is the standard deviation of normal values. */
  readonly spread: number;
}

/** Of the values that are above zero; undefined where there is none. */
export function measureLevel(values: Iterable<number>): Level | undefined {
  const logs = [...values].filter((value) => value > 0).map(Math.log);
  if (logs.length === 0) return undefined;
  const median = medianOf(logs);
  return { rows: logs.length, median, spread: 1.4826 * medianOf(logs.map((value) => Math.abs(value - median))) };
}

function medianOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** A spread below this counts as this: a tenth, up or down, is no deviation even where all past values were the same. */
export const MIN_SPREAD = 0.1;

import type { CombinationCurve } from '../detectors/combination-curve.ts';

/** As `applyCurve`, in the time that some curves for every feature of a row allow. */
export function followCurve({ knots, values, slopes }: CombinationCurve, score: number): number {
  const at = findLast(knots, score);
  return values[at] + Math.max(0, score - knots[at]) * slopes[at];
}

/** The score that the curve turns into `value`; the first knot for all that lies below. */
export function invertCurve({ knots, values, slopes }: CombinationCurve, value: number): number {
  const at = findLast(values, value);
  return slopes[at] > 0 ? knots[at] + Math.max(0, value - values[at]) / slopes[at] : knots[at];
}

/** Index of the last value that is not above; 0 without one. */
function findLast(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (ascending[middle] <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

import { BugError } from '../../errors.ts';

/**
 * Turns the score of one detector into −log of the share of held-out rows that score as high: what different detectors say can
 * then be added. Piecewise linear over ascending knots, continued along the last slope beyond the largest, flat below the first.
 */
export interface CombinationCurve {
  readonly knots: Float64Array;
  readonly values: Float64Array;
  /** From each knot to the next; the last one for all beyond. */
  readonly slopes: Float64Array;
}

const MAX_KNOTS = 64;
/** The slope beyond the largest held-out score: one unit for each distance from this quantile to the largest. */
const TAIL = 0.9;

/** Between knots, as a share of what most scores span. */
const LEAST_GAP = 1e-3;
/** Of the tail, as a share of the largest score. */
const LEAST_WIDTH = 1e-6;
/** What a slope can be divided by. */
const TINY = 1e-300;

/** The curve of one detector from its scores of rows that it was not fitted on. Finite and not empty. */
export function buildCurve(scores: ArrayLike<number>): CombinationCurve {
  const sorted = Float64Array.from(scores).sort();
  const n = sorted.length;
  if (n === 0 || !sorted.every(Number.isFinite)) throw new BugError('expected finite scores to make a curve of, got others or none');
  const closest = Math.max(LEAST_GAP * (quantileOf(sorted, TAIL) - sorted[0]), TINY);
  const knots: number[] = [];
  const values: number[] = [];
  for (const rank of chooseRanks(n)) {
    const knot = sorted[n - rank];
    // Of equal scores the largest rank counts: all of them score as high. Nearly equal ones would make a slope that rounding decides.
    if (knots.length > 0 && knot - (knots.at(-1) as number) <= closest) continue;
    knots.push(knot);
    values.push(-Math.log(rank / (n + 1)));
  }
  const slopes = knots.map((knot, at) =>
    at + 1 < knots.length ? (values[at + 1] - values[at]) / (knots[at + 1] - knot) : tailSlope(sorted),
  );
  return { knots: Float64Array.from(knots), values: Float64Array.from(values), slopes: Float64Array.from(slopes) };
}

export function applyCurve({ knots, values, slopes }: CombinationCurve, score: number): number {
  const at = Math.max(
    0,
    knots.findLastIndex((knot) => knot <= score),
  );
  return values[at] + (Math.max(score, knots[0]) - knots[at]) * slopes[at];
}

/** Ranks n … 1 in steps of about equal −log, the first for all scores that are lower. */
function chooseRanks(n: number): number[] {
  const ranks = new Set<number>();
  for (let step = 0; step < MAX_KNOTS; step++) ranks.add(Math.max(1, Math.round(n ** (1 - step / (MAX_KNOTS - 1)))));
  return [...ranks].sort((a, b) => b - a);
}

function tailSlope(sorted: Float64Array): number {
  const largest = sorted[sorted.length - 1];
  for (const quantile of [TAIL, 0.5, 0]) {
    const width = largest - quantileOf(sorted, quantile);
    if (width > Math.max(LEAST_WIDTH * Math.abs(largest), TINY)) return 1 / width;
  }
  return 1 / Math.max(Math.abs(largest), LEAST_WIDTH);
}

function quantileOf(sorted: Float64Array, quantile: number): number {
  return sorted[Math.floor(quantile * (sorted.length - 1))];
}

import type { FeatureConfig } from '../../config/schema.ts';
import type { TableLook } from '../look/table-look.ts';
import type { Guess } from '../proposal.ts';
import type { GuessedHoldout } from './guess-holdout.ts';

/** So large a gap between two distributions, beyond what chance makes of it once in a hundred times. */
const LEAST_GAP = 0.1;
/** Kolmogorov's limit at 1 %. */
const CHANCE = 1.63;

/** Features that are distributed otherwise before the hold-out than from it on, as far as the sampled rows tell. */
export function findDifferences({ columns }: TableLook, features: readonly Guess<FeatureConfig>[], { before }: GuessedHoldout): string[] {
  return features.flatMap(({ value: { name, column, kind } }) => {
    const sample = columns.find((other) => other.name === (column ?? name))?.sample;
    if (!sample) return [];
    const [one, other] = [1, 0].map((side) => sample.filter((value, row) => before[row] === side && !Number.isNaN(value)).sort());
    if (one.length === 0 || other.length === 0) return [];
    const spread = Math.sqrt(1 / one.length + 1 / other.length);
    const [gap, chance] = kind === 'categorical' ? gapOfShares(one, other, spread) : [gapOfOrder(one, other), CHANCE * spread];
    return gap > LEAST_GAP + chance ? [name] : [];
  });
}

/** The largest difference of two cumulative shares, of sorted values. */
function gapOfOrder(one: Float64Array, other: Float64Array): number {
  let [left, right, gap] = [0, 0, 0];
  while (left < one.length && right < other.length) {
    const value = Math.min(one[left], other[right]);
    while (left < one.length && one[left] === value) left++;
    while (right < other.length && other[right] === value) right++;
    gap = Math.max(gap, Math.abs(left / one.length - right / other.length));
  }
  return gap;
}

/** Half the sum of the differences in share, and about what chance alone makes of it. */
function gapOfShares(one: Float64Array, other: Float64Array, spread: number): [number, number] {
  const shares = new Map<number, [number, number]>();
  for (const [side, values] of [one, other].entries()) {
    for (const value of values) {
      const both = shares.get(value) ?? [0, 0];
      both[side] += 1 / values.length;
      shares.set(value, both);
    }
  }
  const pairs = [...shares.values()];
  return [
    pairs.reduce((sum, [a, b]) => sum + Math.abs(a - b), 0) / 2,
    pairs.reduce((sum, [a, b]) => sum + Math.sqrt((a + b) / 2), 0) * spread * 0.4,
  ];
}

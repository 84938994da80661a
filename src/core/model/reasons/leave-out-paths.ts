import { followPaths, type PathForest } from './path-forest.ts';
import type { MeasureRarity } from './rarity.ts';

/** The forest's scores of some rows, 2^(−E[h(x)] / c(ψ)), and what they would be without each feature's part in isolating the row. */
export interface PathScores {
  readonly scores: Float64Array;
  /** Row-major [rows, features]. */
  readonly without: Float64Array;
}

/**
 * A feature's part is what the splits on it take off the path length. Splits are random: in a forest of few trees a usual value
 * gains a lot by chance, so a gain counts by the square of the value's rarity in the reference.
 */
export function leaveOutPaths(forest: PathForest, rarity: readonly MeasureRarity[], matrix: Float32Array, rows: number): PathScores {
  const width = rarity.length;
  const { lengths, gains } = followPaths(forest, matrix, rows, width);
  const scores = lengths.map((length) => 2 ** (-length / forest.expected));
  const without = gains; // in place
  for (let row = 0, at = 0; row < rows; row++) {
    for (let feature = 0; feature < width; feature++, at++) {
      const rare = gains[at] > 0 ? rarity[feature](matrix[at]) : 0;
      without[at] = rare === 0 ? scores[row] : 2 ** (-(lengths[row] + gains[at] * rare * rare) / forest.expected);
    }
  }
  return { scores, without };
}

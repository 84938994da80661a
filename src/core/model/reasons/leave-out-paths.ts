import { followPaths, type PathForest } from './path-forest.ts';
import type { MeasureRarity } from './rarity.ts';

/** The forest's score of a row, 2^(−E[h(x)] / c(ψ)), and what it would be without each feature's part in isolating the row. */
export interface PathScores {
  readonly score: number;
  /** Its buffer is used again for the next row. */
  readonly without: Float64Array;
}

/**
 * A feature's part is what the splits on it take off the path length. Splits are random: in a forest of few trees a usual value
 * gains a lot by chance, so a gain counts by the square of the value's rarity in the reference.
 */
export function openPathScores(forest: PathForest, rarity: readonly MeasureRarity[]): (matrix: Float32Array, row: number) => PathScores {
  const width = rarity.length;
  const gains = new Float64Array(width);
  const without = new Float64Array(width);
  return (matrix, row) => {
    const length = followPaths(forest, matrix, row * width, gains);
    const score = 2 ** (-length / forest.expected);
    for (let feature = 0; feature < width; feature++) {
      const rare = gains[feature] > 0 ? rarity[feature](matrix[row * width + feature]) : 0;
      without[feature] = rare === 0 ? score : 2 ** (-(length + gains[feature] * rare * rare) / forest.expected);
    }
    return { score, without };
  };
}

import type { Explainer } from './explainer.ts';
import { leaveOutPaths } from './leave-out-paths.ts';
import type { PathForest } from './path-forest.ts';
import type { MeasureRarity } from './rarity.ts';

/** Float32 sums of hundreds of trees. */
const NEARLY = 1e-4;

/**
 * For the isolation forests of scikit-learn, whose trees were found in the graph: by their paths, as our own. A row whose score
 * the trees do not reproduce goes to the explainer for any model.
 * @param offset what the graph adds to −2^(−E[h(x)] / c(ψ))
 */
export function explainSklearn(forest: PathForest, offset: number, rarity: readonly MeasureRarity[], otherwise: Explainer): Explainer {
  const width = rarity.length;
  return {
    contributions: async (matrix, rows, scores) => {
      const falls = new Float64Array(rows * width);
      const paths = leaveOutPaths(forest, rarity, matrix, rows);
      for (let row = 0; row < rows; row++) {
        const score = paths.scores[row];
        const own = falls.subarray(row * width, (row + 1) * width);
        if (Math.abs(score - offset - scores[row]) <= NEARLY)
          for (let i = 0; i < width; i++) own[i] = score - paths.without[row * width + i];
        else own.set(await otherwise.contributions(matrix.slice(row * width, (row + 1) * width), 1, scores.slice(row, row + 1)));
      }
      return falls;
    },
  };
}

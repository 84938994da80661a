import type { Explainer } from './explainer.ts';
import { followCurve, invertCurve } from './follow-curve.ts';
import { openDistanceShares } from './leave-out-distances.ts';
import { openPathScores } from './leave-out-paths.ts';
import type { MeasureRarity } from './rarity.ts';
import type { ReadDetector } from './read-detector.ts';

/** For our own detectors: the score is worked out without each feature, from what the model's graph holds, and is not asked again. */
export function explainOwn({ forest, neighbours, combination }: ReadDetector, rarity: readonly MeasureRarity[]): Explainer {
  const pathScores = forest && openPathScores(forest, rarity);
  const distanceShares = neighbours && openDistanceShares(neighbours);
  const width = rarity.length;
  const without = new Float64Array(width);
  const explainRow = (matrix: Float32Array, row: number, score: number): Float64Array => {
    const paths = pathScores?.(matrix, row);
    const shares = distanceShares?.(matrix, row);
    if (paths && shares && combination) {
      const { forestCurve, neighbourCurve, forestWeight } = combination;
      const neighbourWeight = 1 - forestWeight;
      const byPaths = forestWeight * followCurve(forestCurve, paths.score);
      const distance = invertCurve(neighbourCurve, (score - byPaths) / neighbourWeight);
      const byDistance = score - byPaths;
      for (let feature = 0; feature < width; feature++) {
        const share = shares[feature];
        const path = paths.without[feature];
        // Most features change nothing, and curves cost time.
        const near = share === 1 ? byDistance : neighbourWeight * followCurve(neighbourCurve, distance * share);
        without[feature] = near + (path === paths.score ? byPaths : forestWeight * followCurve(forestCurve, path));
      }
      return without;
    }
    // The score itself, and not our arithmetic's, so that what does not matter contributes nothing.
    if (shares) return without.map((_, feature) => score * shares[feature]);
    return without.map((_, feature) => score + (paths ? paths.without[feature] - paths.score : 0));
  };
  return {
    contributions: async (matrix, rows, scores) => {
      const falls = new Float64Array(rows * width);
      for (let row = 0; row < rows; row++) {
        const rest = explainRow(matrix, row, scores[row]);
        for (let feature = 0; feature < width; feature++) falls[row * width + feature] = scores[row] - rest[feature];
      }
      return falls;
    },
  };
}

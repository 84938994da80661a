import type { Explainer } from './explainer.ts';
import { followCurve, invertCurve } from './follow-curve.ts';
import { openDistanceShares } from './leave-out-distances.ts';
import { leaveOutPaths, type PathScores } from './leave-out-paths.ts';
import type { MeasureRarity } from './rarity.ts';
import type { Combination, ReadDetector } from './read-detector.ts';

/** For our own detectors: the score is worked out without each feature, from what the model's graph holds, and is not asked again. */
export function explainOwn({ forest, neighbours, combination }: ReadDetector, rarity: readonly MeasureRarity[]): Explainer {
  const shares = neighbours && openDistanceShares(neighbours);
  return {
    contributions: async (matrix, rows, scores) => {
      const paths = forest && leaveOutPaths(forest, rarity, matrix, rows);
      const falls = new Float64Array(rows * rarity.length);
      for (let row = 0; row < rows; row++) {
        const own = falls.subarray(row * rarity.length, (row + 1) * rarity.length);
        const remaining = shares?.(matrix, row);
        if (paths && remaining && combination) fallOfBoth(own, scores[row], paths, row, remaining, combination);
        else if (remaining) for (let i = 0; i < own.length; i++) own[i] = scores[row] * (1 - remaining[i]);
        else if (paths) for (let i = 0; i < own.length; i++) own[i] = paths.scores[row] - paths.without[row * own.length + i];
      }
      return falls;
    },
  };
}

function fallOfBoth(
  falls: Float64Array,
  score: number,
  paths: PathScores,
  row: number,
  remaining: Float64Array,
  { forestCurve, neighbourCurve, forestWeight }: Combination,
): void {
  const neighbourWeight = 1 - forestWeight;
  const byPaths = forestWeight * followCurve(forestCurve, paths.scores[row]);
  const byDistance = score - byPaths;
  // The distance behind the score: the curve is followed back, so that it need not be measured again.
  const distance = invertCurve(neighbourCurve, byDistance / neighbourWeight);
  for (let feature = 0; feature < falls.length; feature++) {
    const path = paths.without[row * falls.length + feature];
    // Most features change nothing of a path, and curves cost time.
    const fallOfPaths = path === paths.scores[row] ? 0 : byPaths - forestWeight * followCurve(forestCurve, path);
    falls[feature] = byDistance - neighbourWeight * followCurve(neighbourCurve, distance * remaining[feature]) + fallOfPaths;
  }
}

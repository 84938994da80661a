import type { Explainer, ScoreMatrix } from './explainer.ts';
import type { MeasureRarity } from './rarity.ts';

/** Features that are tried for each row; each costs one scoring of it. */
const CANDIDATES = 6;

/**
 * For any model: the features whose values are rarest in the reference are set, one at a time, to their reference median; the
 * fall of the score is the contribution. The other features are not tried, and have none.
 */
export function explainByAblation(score: ScoreMatrix, medians: Float32Array, rarity: readonly MeasureRarity[]): Explainer {
  const width = medians.length;
  const tried = Math.min(CANDIDATES, width);
  return {
    contributions: async (matrix, rows, scores) => {
      const variants = new Float32Array(rows * tried * width);
      const chosen = new Uint32Array(rows * tried);
      for (let row = 0; row < rows; row++) {
        const own = matrix.subarray(row * width, (row + 1) * width);
        const rarities = Float64Array.from(own, (value, feature) => rarity[feature](value));
        const order = Array.from(rarities.keys()).sort((a, b) => rarities[b] - rarities[a] || a - b);
        for (let variant = 0; variant < tried; variant++) {
          const at = row * tried + variant;
          chosen[at] = order[variant];
          variants.set(own, at * width);
          variants[at * width + order[variant]] = medians[order[variant]];
        }
      }
      const ablated = rows === 0 ? new Float32Array(0) : await score(variants, rows * tried);
      const falls = new Float64Array(rows * width);
      for (let at = 0; at < chosen.length; at++) {
        const row = Math.floor(at / tried);
        falls[row * width + chosen[at]] = scores[row] - ablated[at];
      }
      return falls;
    },
  };
}

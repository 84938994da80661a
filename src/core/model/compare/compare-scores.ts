import { toRate } from '../../profile/rate.ts';
import { bulkUniformity } from '../bulk-uniformity.ts';
import type { Bundle } from '../bundle.ts';
import { rankScores } from '../calibration.ts';
import { spearman } from './spearman.ts';

/** What one bundle says of the rows. */
export interface ScoredSide {
  readonly threshold: number;
  readonly flagged: ReturnType<typeof toRate>;
  /** Whether its own calibration describes these rows: the p-values above .1 ought to be uniform. */
  readonly calibration: { readonly p: number; readonly distance: number; readonly deviates: boolean };
}

export interface ScoreComparison {
  /** Rows that both score. */
  readonly rows: number;
  readonly old: ScoredSide;
  readonly fresh: ScoredSide;
  readonly rank_correlation: number | null;
  /** Of the so many most anomalous rows of each, how many are the same. */
  readonly top: { readonly share: number; readonly rows: number; readonly common: number };
}

const TOP_SHARE = 0.01;

export function compareScores(old: Bundle, oldScores: Float32Array, fresh: Bundle, freshScores: Float32Array): ScoreComparison {
  const both = oldScores.map((score, row) => (Number.isNaN(score) || Number.isNaN(freshScores[row]) ? 0 : 1));
  const [a, b] = [oldScores.filter((_, row) => both[row] === 1), freshScores.filter((_, row) => both[row] === 1)];
  const top = Math.ceil(a.length * TOP_SHARE);
  const first = highest(a, top);
  const common = [...highest(b, top)].filter((row) => first.has(row)).length;
  return {
    rows: a.length,
    old: describeSide(old, a),
    fresh: describeSide(fresh, b),
    rank_correlation: spearman(a, b),
    top: { share: TOP_SHARE, rows: top, common },
  };
}

function describeSide({ card, calibration }: Bundle, scores: Float32Array): ScoredSide {
  const counts = new Uint32Array(calibration.length + 2);
  for (const rank of rankScores(calibration, scores)) counts[rank]++;
  const { p, distance, deviates } = bulkUniformity(calibration, counts);
  const flagged = scores.reduce((sum, score) => sum + (score >= card.threshold ? 1 : 0), 0);
  return { threshold: card.threshold, flagged: toRate(flagged, scores.length), calibration: { p, distance, deviates } };
}

/** Of equal scores the first row. */
function highest(scores: Float32Array, count: number): Set<number> {
  const order = Array.from(scores.keys()).sort((one, other) => scores[other] - scores[one] || one - other);
  return new Set(order.slice(0, count));
}

import { adjustBenjaminiHochberg } from '../drift/measures/benjamini-hochberg.ts';
import { testTwoShares } from '../drift/measures/two-by-two.ts';
import { binomialTail } from './binomial-tail.ts';

export interface AnomaliesInSegment {
  readonly scored: number;
  readonly flagged: number;
}

/** Level of Benjamini-Hochberg over the segments. */
const LEVEL = 0.01;
/** A rate is large from this many times that of the others, and this much above it. */
const LARGE_RATIO = 2;
const LARGE_EXCESS = 0.01;

/**
 * Whether more rows of a segment are flagged than of all others, and than the false alarm rate explains: both significantly
 * (the larger of two p-values, adjusted over the segments) and by much.
 */
export function judgeAnomalies(
  segments: readonly AnomaliesInSegment[],
  total: AnomaliesInSegment,
  falseAlarmRate: number,
  minRows: number,
): { high: boolean; q: number | null }[] {
  const ps = segments.map(({ scored, flagged }) => {
    if (scored < minRows) return null;
    const others = { scored: total.scored - scored, flagged: total.flagged - flagged };
    const beyondOthers = testTwoShares(others.flagged, others.scored, flagged, scored);
    const byChance = binomialTail(flagged, scored, falseAlarmRate);
    if (beyondOthers === null) return byChance;
    return beyondOthers.statistic > 0 ? Math.max(beyondOthers.p, byChance) : 1;
  });
  const qs = adjustBenjaminiHochberg(ps);
  return segments.map(({ scored, flagged }, index) => {
    const q = qs[index];
    if (q === null) return { high: false, q };
    const rest = total.scored - scored;
    const usual = Math.max(falseAlarmRate, rest > 0 ? (total.flagged - flagged) / rest : 0);
    const rate = flagged / scored;
    return { high: q < LEVEL && rate >= LARGE_RATIO * usual && rate - usual >= LARGE_EXCESS, q };
  });
}

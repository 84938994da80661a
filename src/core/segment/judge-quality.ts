import { adjustBenjaminiHochberg } from '../drift/measures/benjamini-hochberg.ts';
import { binomialTail } from './binomial-tail.ts';

/** One check in one segment. */
export interface CheckInSegment {
  readonly judged: number;
  readonly failed: number;
  /** The share of failures that the check allows. */
  readonly allowed: number;
}

export type CheckVerdict = 'pass' | 'fail' | 'insufficient';

/** Level of Benjamini-Hochberg over all checks in all segments. */
const LEVEL = 0.005;
/** A share of failures is large from this much above the allowed one, and this many times as high. */
const LARGE_EXCESS = 0.01;
const LARGE_RATIO = 1.5;

/**
 * A segment fails a check when more of its rows fail than the check allows, significantly (exact binomial test against the
 * allowed share, adjusted over segments and checks) and by much. A check that passes over all rows can so fail in one segment.
 */
export function judgeQuality(cases: readonly CheckInSegment[], minRows: number): { verdict: CheckVerdict; q: number | null }[] {
  const ps = cases.map(({ judged, failed, allowed }) => (judged < minRows ? null : binomialTail(failed, judged, allowed)));
  const qs = adjustBenjaminiHochberg(ps);
  return cases.map(({ judged, failed, allowed }, index) => {
    const q = qs[index];
    if (q === null) return { verdict: 'insufficient', q };
    const share = judged > 0 ? failed / judged : 0;
    const large = share - allowed >= LARGE_EXCESS && share >= LARGE_RATIO * allowed;
    return { verdict: q < LEVEL && large ? 'fail' : 'pass', q };
  });
}

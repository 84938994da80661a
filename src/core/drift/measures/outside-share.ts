import { logGamma } from '../../profile/distributions.ts';
import type { CategoryCounts } from '../evidence.ts';
import { Z999 } from './estimate.ts';
import { sumOf } from './totals.ts';
import { testTwoShares } from './two-by-two.ts';

export interface OutsideShare {
  reference: number | null;
  current: number | null;
  /** Lower 99.9 % Wilson bound of the current share, less the share that the reference leads one to expect. */
  excess: number | null;
  p: number | null;
}

export interface OuterCounts {
  /** Below or above the reference range. */
  outside: number;
  /** All non-null values, those outside included. */
  values: number;
}

/**
 * Share of values outside the reference range. Where that range is the sample's own smallest to largest value, the number k
 * outside follows an exact law for any continuous distribution; see `exceedanceSurvival`. Else Fisher's test.
 */
export function measureOutsideShare(reference: OuterCounts, current: OuterCounts): OutsideShare {
  const a = reference.outside;
  const b = current.outside;
  const { values: m } = reference;
  const { values: n } = current;
  const p = a === 0 ? exceedanceSurvival(b, n, m) : (testTwoShares(a, m, b, n)?.p ?? null);
  return {
    reference: m > 0 ? a / m : null,
    current: n > 0 ? b / n : null,
    excess: n > 0 && m > 0 ? wilsonLower(b, n) - a / m : null,
    p,
  };
}

/**
 * Share of values that the reference does not hold. Rare values breed unseen ones: where all are exchangeable, a new value is unseen
 * about as often as the reference holds a value once (Good 1953), and at most as often as it holds a rare one. So the unseen are
 * tested against the reference's rare ones (`other`), and only an excess counts.
 */
export function measureUnseenShare(reference: CategoryCounts, current: CategoryCounts): OutsideShare {
  const m = sumOf(reference.counts) + reference.other + reference.unseen;
  const n = sumOf(current.counts) + current.other + current.unseen;
  const rare = reference.other + reference.unseen;
  const test = testTwoShares(rare, m, current.unseen, n);
  return {
    reference: m > 0 ? reference.unseen / m : null,
    current: n > 0 ? current.unseen / n : null,
    excess: n > 0 && m > 0 ? wilsonLower(current.unseen, n) - rare / m : null,
    p: test && (test.statistic > 0 ? test.p : 1),
  };
}

/** Lower Wilson (1927) bound of a share, 99.9 % two-sided. */
function wilsonLower(count: number, total: number): number {
  const share = count / total;
  const z2 = (Z999 * Z999) / total;
  const half = Z999 * Math.sqrt((share * (1 - share) + z2 / 4) / total);
  return Math.max(0, (share + z2 / 2 - half) / (1 + z2));
}

/**
 * P(k or more of n new values lie outside the range of m old ones) when all are exchangeable. Given t outermost places (some
 * low, the rest high), all are new with probability g(t) = Π (n − i)/(n + m − i), i < t; summing over the k + 1 splits of k
 * places gives g(k)·(1 + k·m/(n + m − k)). Ties only make it conservative.
 */
export function exceedanceSurvival(k: number, n: number, m: number): number | null {
  if (n === 0 || m === 0) return null;
  if (k === 0) return 1;
  const total = n + m;
  let logAll = 0;
  if (k <= 10_000) for (let i = 0; i < k; i++) logAll += Math.log((n - i) / (total - i));
  else logAll = logGamma(n + 1) - logGamma(n - k + 1) - logGamma(total + 1) + logGamma(total - k + 1);
  return Math.min(1, Math.exp(logAll) * (1 + (k * m) / (total - k)));
}

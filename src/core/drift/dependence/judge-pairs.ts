import { formatInterval, formatPercent, formatRows } from '../../profile/wording.ts';
import { adjustBenjaminiHochberg } from '../measures/benjamini-hochberg.ts';
import { type Estimate, Z95, Z999 } from '../measures/estimate.ts';
import { standardiseP } from '../standardise-p.ts';
import { type DriftThresholds, PAIR_SHARE } from '../thresholds.ts';
import type { MultivariateDrift, PairDrift } from './pair-drift.ts';

/** Coarse bins mistake a shift of 1 sd or a spread × .8 or × 1.2 for about half of a moderate change: the change must surely be more. */
const SURE_SHARE = 0.5;

/**
 * The verdict on all pairs of a batch: a dependence has changed where the change is significant among the pairs and the share of
 * rows that moved reaches its band. Null: the reference holds no pairs.
 */
export function judgePairs(pairs: readonly PairDrift[] | null, thresholds: DriftThresholds): MultivariateDrift {
  if (pairs === null) {
    const reasons = ['the reference holds no counts of pairs: the bundle was fitted before they were kept, or has a single feature'];
    return { status: 'unavailable', tested: 0, insufficient: 0, drifted: [], reasons };
  }
  const testable = pairs.map((pair) => hasRows(pair, thresholds));
  const qs = adjustBenjaminiHochberg(
    pairs.map(({ p, n_ref, n_cur }, at) => (testable[at] && n_cur > 0 ? standardiseP(p, n_ref, n_cur) : null)),
  );
  const judged = pairs.map((pair, at) => (testable[at] ? judgePair({ ...pair, q: qs[at] }, thresholds) : pair));
  const drifted = judged.filter(({ status }) => status === 'moderate' || status === 'severe').sort(byMoved);
  const tested = testable.filter(Boolean).length;
  const insufficient = pairs.length - tested;
  const severe = drifted.filter(({ status }) => status === 'severe').length;
  const reasons: string[] = [];
  if (drifted.length > 0)
    reasons.push(`the dependence of ${drifted.length} of ${tested} pairs of features changed, ${severe} of them severely`);
  if (insufficient > 0) reasons.push(`${insufficient} of ${pairs.length} pairs of features have too few rows for a verdict`);
  const quiet = tested === 0 || insufficient > tested ? 'insufficient' : 'none';
  return { status: drifted[0]?.status ?? quiet, tested, insufficient, drifted, reasons };
}

function judgePair(pair: PairDrift, { dependence, falseDiscoveryRate }: DriftThresholds): PairDrift {
  const size = pair.moved?.value ?? 0;
  const level = size >= dependence.severe ? 'severe' : size >= dependence.moderate ? 'moderate' : null;
  const significant = pair.q !== null && pair.q < falseDiscoveryRate * PAIR_SHARE;
  if (level === null || !significant || lowerBound(pair.moved) < SURE_SHARE * dependence.moderate) return { ...pair, status: 'none' };
  const limit = dependence[level];
  return { ...pair, status: level, reasons: [`${describe(pair, size)}, ${Number(size.toPrecision(3))} ≥ ${limit} (${level})`] };
}

function describe({ features: [a, b], moved: estimate, n_cur, rank_correlation }: PairDrift, size: number): string {
  const interval = estimate ? ` (${formatInterval(estimate.interval)})` : '';
  const moved = `${formatPercent(size)} of ${formatRows(n_cur)}${interval} lie in other combinations of ${a} and ${b} than the reference leads to expect`;
  if (!rank_correlation) return moved;
  return `${moved} (rank correlation ${rank_correlation.expected.toFixed(2)} → ${rank_correlation.current.toFixed(2)})`;
}

/** 99.9 %, two-sided; 0 or less where that of 95 % is 0 already. */
function lowerBound(moved: Estimate | null): number {
  return moved ? moved.value - (Z999 / Z95) * (moved.value - moved.interval[0]) : 0;
}

function hasRows({ values_ref, values_cur }: PairDrift, { minCount }: DriftThresholds): boolean {
  return Math.min(values_ref, values_cur) >= minCount;
}

/** Severe before moderate, then by the share that moved, then by name. */
function byMoved(a: PairDrift, b: PairDrift): number {
  if (a.status !== b.status) return a.status === 'severe' ? -1 : 1;
  return (b.moved?.value ?? 0) - (a.moved?.value ?? 0) || (a.features.join() < b.features.join() ? -1 : 1);
}

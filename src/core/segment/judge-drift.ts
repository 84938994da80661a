import type { DriftStatus, FeatureDrift } from '../drift/feature-drift.ts';
import { judgeFeature, testablePs } from '../drift/judge-feature.ts';
import { measureFeature } from '../drift/measure-feature.ts';
import { adjustBenjaminiHochberg } from '../drift/measures/benjamini-hochberg.ts';
import type { DriftThresholds } from '../drift/thresholds.ts';
import type { FeatureReference } from '../profile/reference.ts';
import { cellsToEvidence } from './cells-to-evidence.ts';

/** One segment's counts by feature, over the cells of the features' references. */
export interface SegmentCells {
  readonly reference: readonly (readonly number[])[];
  readonly current: readonly (readonly number[])[];
}

export interface SegmentDrift {
  readonly verdict: DriftStatus;
  /** Severe ones first, then by q. */
  readonly drifted: readonly FeatureDrift[];
}

/** Segments are one more way to raise a false alarm, beside the batch as a whole: half of its level leaves room for both. */
const LEVEL_SHARE = 0.5;

/**
 * Compares each segment with its own reference by the rule of the whole batch: significant and large. All features of all
 * segments are one family of tests, so that a hundred segments raise no more false alarms than one. The worst feature decides.
 */
export function judgeSegmentDrift(
  segments: readonly SegmentCells[],
  features: readonly FeatureReference[],
  given: DriftThresholds,
): SegmentDrift[] {
  const thresholds = { ...given, falseDiscoveryRate: LEVEL_SHARE * given.falseDiscoveryRate };
  const measured = segments.map(({ reference, current }) =>
    features.map((feature, index) => measureFeature(cellsToEvidence(feature, reference[index], current[index]))),
  );
  const ps = measured.flat().map((feature) => testablePs(feature, thresholds));
  const values = adjustBenjaminiHochberg(ps.map((p) => p.values));
  const outside = adjustBenjaminiHochberg(ps.map((p) => p.outside));
  let next = 0;
  return measured.map((found) => {
    const judged = found.map((feature) => {
      const at = next++;
      return judgeFeature(feature, { values: values[at] ?? null, outside: outside[at] ?? null }, thresholds);
    });
    const drifted = judged.filter(({ status }) => status === 'moderate' || status === 'severe').sort(bySeverity);
    return { verdict: drifted[0]?.status ?? (judged.every(({ status }) => status === 'insufficient') ? 'insufficient' : 'none'), drifted };
  });
}

function bySeverity(a: FeatureDrift, b: FeatureDrift): number {
  if (a.status !== b.status) return a.status === 'severe' ? -1 : 1;
  return decidingQ(a) - decidingQ(b) || (a.feature < b.feature ? -1 : 1);
}

function decidingQ({ decided_by, outside, q }: FeatureDrift): number {
  return (decided_by === 'outside_share' ? outside.q : q) ?? 1;
}

import { judgePairs } from './dependence/judge-pairs.ts';
import type { PairDrift } from './dependence/pair-drift.ts';
import type { FeatureEvidence } from './evidence.ts';
import type { BatchDrift, DriftStatus, FeatureDrift } from './feature-drift.ts';
import { judgeFeature, testablePs } from './judge-feature.ts';
import { measureFeature } from './measure-feature.ts';
import { adjustBenjaminiHochberg } from './measures/benjamini-hochberg.ts';
import { DEFAULT_DRIFT_THRESHOLDS, type DriftThresholds } from './thresholds.ts';

/** Fewer drifted features than this are a matter of those features, whatever their share. */
const LEAST_FOR_SHARE = 3;

/** One feature on its own (q = p); `decideBatch` judges it again among the others of its batch. */
export function decideFeature(evidence: FeatureEvidence, thresholds: DriftThresholds = DEFAULT_DRIFT_THRESHOLDS): FeatureDrift {
  const measured = measureFeature(evidence);
  return judgeFeature(measured, testablePs(measured, thresholds), thresholds);
}

/**
 * The verdict on a batch: q-values over its testable features (the outside shares are a family of their own, so that a burst of
 * outliers does not loosen the test of the bulk), each feature judged, then the worst of them; `severe` also where the share of
 * drifted ones is large. Without a drifted feature the verdict is `none` only if at least half of all features could be tested.
 * A changed dependence of two features counts like a drifted feature; what could not be said of the pairs takes nothing away.
 * @param pairs null where the reference holds none
 */
export function decideBatch(
  features: readonly FeatureDrift[],
  thresholds: DriftThresholds = DEFAULT_DRIFT_THRESHOLDS,
  pairs: readonly PairDrift[] | null = null,
): BatchDrift {
  const ps = features.map((feature) => testablePs(feature, thresholds));
  const qs = adjustBenjaminiHochberg(ps.map(({ values }) => values));
  const outsideQs = adjustBenjaminiHochberg(ps.map(({ outside }) => outside));
  const judged = features.map((feature, i) => judgeFeature(feature, { values: qs[i] ?? null, outside: outsideQs[i] ?? null }, thresholds));
  const insufficient = judged.filter((feature) => feature.status === 'insufficient').length;
  const tested = judged.length - insufficient;
  const drifted = judged.filter((feature) => isDrift(feature.status)).sort(bySeverity);
  const share = tested > 0 ? drifted.length / tested : null;
  const own = weigh(drifted, tested, insufficient, thresholds);
  const multivariate = judgePairs(pairs, thresholds);
  const verdict = isDrift(multivariate.status) && own.verdict !== 'severe' ? multivariate.status : own.verdict;
  const reasons = multivariate.status === 'unavailable' ? own.reasons : [...own.reasons, ...multivariate.reasons];
  return { verdict, tested, insufficient, drifted: drifted.map(({ feature }) => feature), share, reasons, features: judged, multivariate };
}

function weigh(drifted: readonly FeatureDrift[], tested: number, insufficient: number, thresholds: DriftThresholds) {
  const severe = drifted.filter((feature) => feature.status === 'severe').length;
  const reasons: string[] = [];
  let verdict: DriftStatus = 'none';
  if (drifted.length > 0) {
    const widespread = drifted.length >= LEAST_FOR_SHARE && drifted.length >= thresholds.severeFeatureShare * tested;
    verdict = severe > 0 || widespread ? 'severe' : 'moderate';
    reasons.push(`${drifted.length} of ${tested} tested features drifted, ${severe} of them severely`);
    if (widespread && severe === 0) reasons.push(`a share of at least ${thresholds.severeFeatureShare} drifted (severe)`);
  } else if (tested === 0 || insufficient > tested) {
    verdict = 'insufficient';
  }
  if (insufficient > 0 || tested === 0)
    reasons.push(`${insufficient} of ${tested + insufficient} features have too few values for a verdict`);
  return { verdict, reasons };
}

function isDrift(status: DriftStatus | 'unavailable'): status is 'moderate' | 'severe' {
  return status === 'moderate' || status === 'severe';
}

/** Severe before moderate, then by q, then by name. */
function bySeverity(a: FeatureDrift, b: FeatureDrift): number {
  if (a.status !== b.status) return a.status === 'severe' ? -1 : 1;
  return (a.q ?? 1) - (b.q ?? 1) || (a.feature < b.feature ? -1 : 1);
}

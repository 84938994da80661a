import type { BatchProfile } from '../profile/batch-profile.ts';
import type { ReferenceProfile } from '../profile/reference.ts';
import { decideBatch, decideFeature } from './decide.ts';
import { measurePair } from './dependence/measure-pair.ts';
import type { BatchDrift } from './feature-drift.ts';
import { gatherEvidence } from './gather-evidence.ts';
import { gatherPairs } from './gather-pairs.ts';
import { DEFAULT_DRIFT_THRESHOLDS, type DriftThresholds } from './thresholds.ts';

/** The verdict on a batch from its integer counts and the frozen reference alone. Features that were not counted are left out. */
export function compareProfile(
  reference: ReferenceProfile,
  profile: BatchProfile,
  thresholds: DriftThresholds = DEFAULT_DRIFT_THRESHOLDS,
): BatchDrift {
  const evidence = reference.features.flatMap((feature) => gatherEvidence(feature, profile) ?? []);
  const features = evidence.map((feature) => decideFeature(feature, thresholds));
  return decideBatch(features, thresholds, gatherPairs(reference, profile)?.map(measurePair) ?? null);
}

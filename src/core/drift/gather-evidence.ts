import type { BatchProfile } from '../profile/batch-profile.ts';
import type { FeatureReference } from '../profile/reference.ts';
import type { FeatureEvidence } from './evidence.ts';

/** The counts of one feature on both sides; undefined where the profile did not count it. */
export function gatherEvidence(reference: FeatureReference, profile: BatchProfile): FeatureEvidence | undefined {
  if (reference.kind === 'numeric') {
    const current = profile.numeric(reference.feature)?.toJSON();
    return current && { kind: 'numeric', name: reference.feature, edges: reference.edges, reference, current };
  }
  const current = profile.categorical(reference.feature)?.toJSON();
  return (
    current && {
      kind: 'categorical',
      name: reference.feature,
      categories: reference.categories,
      reference: { ...reference, unseen: 0 },
      current,
    }
  );
}

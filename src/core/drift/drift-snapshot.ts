import type { BatchProfile } from '../profile/batch-profile.ts';
import type { FeatureReference, ReferenceProfile } from '../profile/reference.ts';
import type { DriftSnapshot } from '../snapshot/drift-snapshot.ts';
import { decideBatch, decideFeature } from './decide.ts';
import { drawHistogram } from './draw-histogram.ts';
import type { FeatureEvidence } from './evidence.ts';
import type { DriftThresholds } from './thresholds.ts';

export interface DriftInput {
  readonly pipeline: string;
  readonly run_id: string;
  readonly as_of: string;
  readonly profile: BatchProfile;
  readonly reference: ReferenceProfile;
  readonly bundleDigest: string;
  readonly period: string | null;
  readonly thresholds: DriftThresholds;
}

/** Compares a batch's counts with the frozen reference. Depends on integer counts alone. */
export function buildDriftSnapshot(input: DriftInput): DriftSnapshot {
  const evidence = input.reference.features.flatMap((reference) => toEvidence(reference, input.profile) ?? []);
  const batch = decideBatch(
    evidence.map((feature) => decideFeature(feature, input.thresholds)),
    input.thresholds,
  );
  return {
    schema: 'oads/drift_snapshot/v1',
    pipeline: input.pipeline,
    run_id: input.run_id,
    as_of: input.as_of,
    verdict: batch.verdict,
    why_unavailable: null,
    rows: input.profile.rows,
    reference: { rows: input.reference.rows, bundle_sha256: input.bundleDigest, period: input.period },
    tested: batch.tested,
    insufficient: batch.insufficient,
    drifted: batch.drifted,
    reasons: batch.reasons,
    share_drifted: batch.share,
    thresholds: { ...input.thresholds },
    features: batch.features.map((feature, index) => ({ ...feature, histogram: drawHistogram(evidence[index]) })),
  };
}

/** The snapshot of a run that had nothing to compare with. */
export function unavailableDrift(input: Pick<DriftInput, 'pipeline' | 'run_id' | 'as_of'> & { rows: number }, why: string): DriftSnapshot {
  return {
    schema: 'oads/drift_snapshot/v1',
    pipeline: input.pipeline,
    run_id: input.run_id,
    as_of: input.as_of,
    verdict: 'unavailable',
    why_unavailable: why,
    rows: input.rows,
    reference: null,
    tested: 0,
    insufficient: 0,
    drifted: [],
    reasons: [why],
    share_drifted: null,
    thresholds: {},
    features: [],
  };
}

function toEvidence(reference: FeatureReference, profile: BatchProfile): FeatureEvidence | undefined {
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

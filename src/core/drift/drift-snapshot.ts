import type { BatchProfile } from '../profile/batch-profile.ts';
import type { ReferenceProfile } from '../profile/reference.ts';
import type { DriftSnapshot } from '../snapshot/drift-snapshot.ts';
import { compareProfile } from './compare-profile.ts';
import type { MultivariateDrift } from './dependence/pair-drift.ts';
import { drawHistogram } from './draw-histogram.ts';
import { gatherEvidence } from './gather-evidence.ts';
import type { DriftThresholds } from './thresholds.ts';

/** A snapshot lists at most this many pairs, and the number of all. */
const MAX_PAIRS = 50;

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
  const evidence = input.reference.features.flatMap((reference) => gatherEvidence(reference, input.profile) ?? []);
  const batch = compareProfile(input.reference, input.profile, input.thresholds);
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
    multivariate: writeMultivariate(batch.multivariate),
  };
}

function writeMultivariate({ drifted, ...summary }: MultivariateDrift): DriftSnapshot['multivariate'] {
  const listed = drifted
    .slice(0, MAX_PAIRS)
    .map(({ values_ref, values_cur, status, ...pair }) => ({ ...pair, status: status as 'severe' }));
  return { ...summary, drifted_pairs: drifted.length, drifted: listed };
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

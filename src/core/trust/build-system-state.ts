import type { DriftSnapshot } from '../snapshot/drift-snapshot.ts';
import type { InferenceMetrics } from '../snapshot/inference-metrics.ts';
import { findLeadingEffect } from '../snapshot/leading-effect.ts';
import type { SourceUsed, TrustLevel } from '../snapshot/parts.ts';
import type { QualitySnapshot } from '../snapshot/quality-snapshot.ts';
import type { SegmentSummary } from '../snapshot/segment-snapshot.ts';
import type { SystemState, Trust, TrustReason } from '../snapshot/system-state.ts';

export interface SystemStateInput {
  readonly pipeline: string;
  readonly run_id: string;
  readonly as_of: string;
  readonly quality: QualitySnapshot;
  readonly drift: DriftSnapshot;
  readonly metrics: InferenceMetrics;
  readonly source: SourceUsed;
  readonly fallbackReason: string | null;
  readonly level: TrustLevel;
  readonly reasons: TrustReason[];
  readonly inputDigest: string;
  readonly configDigest: string;
  readonly segments?: SegmentSummary[];
  /** Undefined without a usable bundle. */
  readonly reference?: Trust['reference'];
}

/** The summary and the trust block: everything a reader needs to know how far the run can be trusted. */
export function buildSystemState(input: SystemStateInput): SystemState {
  const { quality, drift, metrics } = input;
  return {
    schema: 'oads/system_state/v1',
    pipeline: input.pipeline,
    run_id: input.run_id,
    as_of: input.as_of,
    summary: {
      rows_processed: quality.rows.in,
      anomaly_rate: metrics.anomaly_rate,
      quality_flag: quality.flag,
      drift_flag: drift.verdict,
      trust_level: input.level,
      source_used: input.source,
      fallback_reason: input.fallbackReason,
    },
    trust: {
      level: input.level,
      reasons: input.reasons,
      data: {
        rows_in: quality.rows.in,
        scored: metrics.scored,
        quarantined: quality.rows.quarantined,
        source: input.source,
        fallback_reason: input.fallbackReason,
        max_event_time: quality.max_event_time,
        as_of: input.as_of,
      },
      quality: { flag: quality.flag, ...quality.counts },
      drift: {
        flag: drift.verdict,
        tested: drift.tested,
        insufficient: drift.insufficient,
        drifted: drift.drifted.map((name) => leadingEffect(drift, name)),
        multivariate: summariseDependence(drift),
      },
      ...(input.segments ? { segments: input.segments } : {}),
      calibration: metrics.calibration,
      claims: {
        fdr_target: metrics.fdr.target,
        valid: metrics.fdr.claimed,
        why_not: metrics.fdr.why_not,
        expected_false_alarms: metrics.expected_false_alarms,
        expected_false_alarms_upper95: metrics.expected_false_alarms_upper95 ?? null,
      },
      model: metrics.model && { bundle_sha256: metrics.model.bundle_sha256, threshold: metrics.threshold },
      ...(input.reference ? { reference: input.reference } : {}),
      run: { id: input.run_id, input_digest: input.inputDigest, config_digest: input.configDigest },
    },
  };
}

function summariseDependence({ multivariate }: DriftSnapshot): Trust['drift']['multivariate'] {
  if (!multivariate) return null;
  const { status, tested, insufficient, drifted_pairs, drifted } = multivariate;
  const [worst] = drifted;
  return {
    status,
    tested,
    insufficient,
    drifted_pairs,
    worst: worst ? { features: [...worst.features], moved: worst.moved?.value ?? null, q: worst.q } : null,
  };
}

function leadingEffect(drift: DriftSnapshot, name: string): Trust['drift']['drifted'][number] {
  const feature = drift.features.find((candidate) => candidate.feature === name);
  const nothing = { effect: 'none', value: null, interval: null, q: null, n_ref: 0, n_cur: 0 };
  return { feature: name, ...(feature ? findLeadingEffect(feature) : nothing) };
}

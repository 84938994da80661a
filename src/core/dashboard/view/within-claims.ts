import type { SoundRun } from '../../artifacts/verify-run.ts';
import { CLAIMS } from '../../snapshot/claims.ts';
import type { CalibrationEvidence, InferenceMetrics } from '../../snapshot/inference-metrics.ts';
import type { Segment, SegmentSnapshot } from '../../snapshot/segment-snapshot.ts';
import type { SystemState } from '../../snapshot/system-state.ts';
import { type Claims, claimsOf } from './claims.ts';

/** A run as it may be told: stored numbers that its trust level does not claim are left out, whoever wrote them. */
export function withinClaims(run: SoundRun): SoundRun {
  const claims = claimsOf(run.system.trust);
  const isWithheld = run.system.trust.level === 'withheld';
  const metrics = limitMetrics(run.metrics, claims);
  const told = { ...run, system: limitSystem(run.system, claims), metrics: isWithheld ? withoutScores(metrics) : metrics };
  if (!isWithheld) return told;
  const { system, segments } = told;
  return {
    ...told,
    system: { ...system, summary: { ...system.summary, anomaly_rate: null } },
    ...(segments ? { segments: withoutRates(segments) } : {}),
  };
}

function limitSystem(system: SystemState, claims: Claims): SystemState {
  const { trust } = system;
  return {
    ...system,
    trust: {
      ...trust,
      calibration: limitCalibration(trust.calibration, claims),
      claims: {
        ...trust.claims,
        valid: trust.claims.valid && CLAIMS[trust.level].falseDiscoveryRate,
        ...limitAlarms(trust.claims, claims),
      },
    },
  };
}

function limitMetrics(metrics: InferenceMetrics, claims: Claims): InferenceMetrics {
  const { calibration, fdr, top, observed_over_expected } = metrics;
  const limitRow = (row: InferenceMetrics['top'][number]) => ({
    ...row,
    p_value: claims.p_value ? row.p_value : null,
    q_value: claims.q_value ? row.q_value : null,
  });
  return {
    ...metrics,
    calibration: limitCalibration(calibration, claims),
    fdr: claims.q_value ? fdr : { ...fdr, claimed: false, discoveries: null },
    ...limitAlarms(metrics, claims),
    observed_over_expected: claims.q_value ? observed_over_expected : null,
    top: top.map(limitRow),
  };
}

function limitCalibration<T extends CalibrationEvidence | null>(calibration: T, claims: Claims): T {
  return calibration && { ...calibration, fpr_upper95: claims.p_value ? calibration.fpr_upper95 : null };
}

/** Both numbers of false alarms; the bound only where there is one, for older runs have none. */
function limitAlarms(stored: { expected_false_alarms_upper95?: number | null }, claims: Claims) {
  const { expected_false_alarms, expected_false_alarms_upper95 } = claims;
  return stored.expected_false_alarms_upper95 === undefined
    ? { expected_false_alarms }
    : { expected_false_alarms, expected_false_alarms_upper95 };
}

/** Nothing of a withheld run was scored, or nothing of it may be told. */
function withoutScores(metrics: InferenceMetrics): InferenceMetrics {
  return { ...metrics, anomaly_rate: null, scores: null, top: [] };
}

function withoutRates(segments: SegmentSnapshot): SegmentSnapshot {
  const limit = (segment: Segment): Segment => ({ ...segment, anomalies: { rate: null, high: false, q: null } });
  return { ...segments, segmentations: segments.segmentations.map((one) => ({ ...one, worst: one.worst.map(limit) })) };
}

import { messageOf } from '../errors.ts';
import type { SourceFailure } from '../load/describe-failure.ts';
import type { Loaded } from '../load/load-rows.ts';
import { describeWorst, weighSegments } from '../segment/weigh-segments.ts';
import type { DriftSnapshot } from '../snapshot/drift-snapshot.ts';
import type { QualitySnapshot } from '../snapshot/quality-snapshot.ts';
import type { SeasonDrift } from '../snapshot/season-drift.ts';
import type { SegmentSnapshot } from '../snapshot/segment-snapshot.ts';
import type { TrustEvidence } from '../trust/ladder.ts';
import type { RowIntake } from './intake.ts';
import { eventTimeColumn, type Plan } from './plan.ts';
import type { Scored } from './score-stage.ts';

/** All that trust may know before scoring. */
export function gatherEvidence(
  plan: Plan,
  { used, intake }: Pick<Loaded<RowIntake>, 'used' | 'intake'>,
  quality: QualitySnapshot,
  drift: DriftSnapshot,
  segments?: SegmentSnapshot,
): TrustEvidence {
  return {
    bundle: plan.bundle.state,
    quality: quality.flag,
    contractBroken: quality.contract_broken.length > 0,
    drift: drift.verdict,
    season: drift.season?.verdict ?? null,
    segments: segments ? weighSegments(segments) : null,
    source: used,
    training: compareWithTraining(plan, intake),
    fresh: passedFreshness(quality),
    fallbackFresh: isFresh(plan, quality),
    calibrationValid: null,
    snapshotsMatch: true,
  };
}

/** Whether the model may have been fitted on these rows. Without event times only the very same rows can be told. */
function compareWithTraining(plan: Plan, intake: RowIntake): TrustEvidence['training'] {
  if (plan.bundle.state !== 'ok') return null;
  const { training } = plan.bundle.bundle.card;
  if (intake.digest.hex() === training.input_digest) return 'same_rows';
  const column = eventTimeColumn(plan.config);
  if (column === undefined || training.from === null || training.to === null) return null;
  const first = intake.columns.minimum(column);
  const last = intake.columns.maximum(column);
  if (first === null || last === null) return null;
  const overlaps = first <= Date.parse(training.to) * 1000 && last >= Date.parse(training.from) * 1000;
  return overlaps ? 'within_period' : 'apart';
}

/** Whether every freshness check passed; null without one. */
function passedFreshness({ checks }: QualitySnapshot): boolean | null {
  const freshness = checks.filter(({ check }) => check === 'freshness');
  return freshness.length === 0 ? null : freshness.every(({ status }) => status === 'pass');
}

/** Whether the newest row is within `fallback.max_age` of the as-of time; null when either is unknown. */
function isFresh({ config, asOf }: Plan, { max_event_time }: QualitySnapshot): boolean | null {
  if (config.fallback.maxAgeMs === undefined || max_event_time === null) return null;
  return asOf.getTime() - Date.parse(max_event_time) <= config.fallback.maxAgeMs;
}

/** What stands behind each reason, in one sentence; by the code of the ladder's rung. */
export function describeEvidence(
  quality: QualitySnapshot,
  drift: DriftSnapshot,
  loaded: Loaded<RowIntake>,
  modelError: Error | undefined,
  scored: Scored | undefined,
  segments?: SegmentSnapshot,
): Record<string, string> {
  const bad = quality.checks.filter((check) => check.status !== 'pass').map((check) => `${check.id}: ${check.observed}`);
  const qualityText = bad.slice(0, 3).join('; ') + (bad.length > 3 ? `; and ${bad.length - 3} more` : '');
  const driftText = drift.drifted.length > 0 ? `drifted: ${drift.drifted.join(', ')}` : drift.reasons.join('; ');
  const details: Record<string, string> = {
    quality_failed: qualityText,
    quality_failed_warn: qualityText,
    quality_warned: qualityText,
    contract_broken: quality.contract_broken.join('; '),
    drift_severe: driftText,
    drift_severe_warn: driftText,
    drift_moderate: driftText,
    drift_unknown: driftText,
    ...(drift.season ? describeSeason(driftText, drift.season) : {}),
    ...(segments ? describeWorst(segments) : {}),
  };
  const [failed] = loaded.failures;
  if (failed) details.fallback_used = details.fallback_stale = describeFallback(loaded.label, failed, quality);
  if (modelError) details.model_invalid = messageOf(modelError);
  if (scored) {
    const { bulk_ks_p, bulk_distance, bulk_rows } = scored.calibration;
    details.calibration_failed = `p-values above .1 are not uniform: distance ${bulk_distance?.toFixed(3)} over ${bulk_rows} rows (KS p ${bulk_ks_p?.toExponential(1)})`;
    details.calibration_unknown = `${bulk_rows} rows in the bulk`;
  }
  return details;
}

function describeSeason(driftText: string, { by, verdict, drifted }: SeasonDrift): Record<string, string> {
  const found = `${verdict}${drifted.length > 0 ? ` (${drifted.join(', ')})` : ''}`;
  return {
    drift_seasonal: `${driftText}; against the same phases by ${by.join(', ')}: ${found}`,
    season_drift: `${found}, by ${by.join(', ')}`,
  };
}

/** Its words depend on nothing that the run's id does not know: the source's message may name a host or a moment. */
function describeFallback(label: string, failed: SourceFailure, { max_event_time }: QualitySnapshot): string {
  const why = failed.outage ? 'was not available' : 'could not be read as configured';
  return `${label} instead of ${failed.label}, which ${why} (${failed.code}); newest row ${max_event_time ?? 'of unknown time'}`;
}

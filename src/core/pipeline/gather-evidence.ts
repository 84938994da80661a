import { messageOf } from '../errors.ts';
import type { SourceFailure } from '../load/describe-failure.ts';
import type { Loaded } from '../load/load-rows.ts';
import { formatNamedProbability } from '../profile/wording.ts';
import { describeWorst, weighSegments } from '../segment/weigh-segments.ts';
import type { DriftSnapshot } from '../snapshot/drift-snapshot.ts';
import type { Rate } from '../snapshot/parts.ts';
import type { QualitySnapshot } from '../snapshot/quality-snapshot.ts';
import type { SeasonDrift } from '../snapshot/season-drift.ts';
import type { SegmentSnapshot } from '../snapshot/segment-snapshot.ts';
import { decideGate } from '../trust/decide-trust.ts';
import { NO_EVIDENCE, type TrustEvidence } from '../trust/evidence.ts';
import type { RowIntake } from './intake.ts';
import { eventTimeColumn, type Plan } from './plan.ts';
import { describeReferenceAge, weighReferenceAge } from './reference-age.ts';
import type { Scored } from './score-stage.ts';

/** Pairs of features that a reason names. */
const PAIRS_NAMED = 3;

/** All that trust may know before scoring. */
export function gatherEvidence(
  plan: Plan,
  { used, intake }: Pick<Loaded<RowIntake>, 'used' | 'intake'>,
  quality: QualitySnapshot,
  drift: DriftSnapshot,
  segments?: SegmentSnapshot,
): TrustEvidence {
  return {
    ...NO_EVIDENCE,
    bundle: plan.bundle.state,
    contractBroken: quality.contract_broken.length > 0,
    snapshotsMatch: true,
    quality: quality.flag,
    drift: drift.verdict,
    inputsTested: areInputsTested(plan.bundle, drift),
    season: plan.config.season ? weighSeason(drift) : 'unused',
    segments: plan.config.segments.length > 0 ? (segments ? weighSegments(segments) : null) : 'unused',
    blockingWaits: drift.persistence ? drift.verdict === 'severe' && !drift.persistence.blocks : null,
    source: used,
    fallbackFresh: isFresh(plan, quality),
    fresh: passedFreshness(quality),
    trainingRows: compareRows(plan, intake),
    trainingPeriod: comparePeriods(plan, intake),
    referenceAge: weighReferenceAge(plan),
  };
}

/** Whether every input of the model has a drift verdict of its own; null without a bundle. */
export function areInputsTested(bundle: Plan['bundle'], { features }: Pick<DriftSnapshot, 'features'>): boolean | null {
  if (bundle.state !== 'ok') return null;
  const tested = new Set(features.filter(({ status }) => status !== 'insufficient').map(({ feature }) => feature));
  return bundle.bundle.card.features.every(({ name, model }) => !model || tested.has(name));
}

/** What the same phases say. They are compared feature by feature: nobody knows whether a severely changed dependence is seasonal. */
export function weighSeason({ season, multivariate }: Pick<DriftSnapshot, 'season' | 'multivariate'>): TrustEvidence['season'] {
  return multivariate?.status === 'severe' ? null : (season?.verdict ?? null);
}

/** Whether the gate would block on this drift alone. A single stage knows no earlier runs, so that nothing delays it. */
export function blocksOnDrift({ config }: Plan, drift: DriftSnapshot): boolean {
  const season = config.season ? weighSeason(drift) : 'unused';
  return decideGate({ ...NO_EVIDENCE, bundle: 'ok', contractBroken: false, drift: drift.verdict, season }, config.gate).exit === 1;
}

/** Whether the model was fitted on these very rows. */
export function compareRows({ bundle }: Plan, { digest }: Pick<RowIntake, 'digest'>): TrustEvidence['trainingRows'] {
  if (bundle.state !== 'ok') return null;
  return digest.hex() === bundle.bundle.card.training.input_digest ? 'same' : 'other';
}

/** Whether the model may have been fitted on some of these rows: nobody knows without event times on both sides. */
function comparePeriods(plan: Plan, intake: RowIntake): TrustEvidence['trainingPeriod'] {
  if (plan.bundle.state !== 'ok') return null;
  const { training } = plan.bundle.bundle.card;
  const column = eventTimeColumn(plan.config);
  if (column === undefined || training.from === null || training.to === null) return null;
  const first = intake.columns.minimum(column);
  const last = intake.columns.maximum(column);
  if (first === null || last === null) return null;
  const overlaps = first <= Date.parse(training.to) * 1000 && last >= Date.parse(training.from) * 1000;
  return overlaps ? 'overlaps' : 'apart';
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
  plan: Plan,
  quality: QualitySnapshot,
  drift: DriftSnapshot,
  loaded: Loaded<RowIntake>,
  modelError: Error | undefined,
  scored: Scored | undefined,
  segments?: SegmentSnapshot,
): Record<string, string> {
  const bad = quality.checks.filter((check) => check.status !== 'pass').map((check) => `${check.id}: ${check.observed}`);
  const qualityText = bad.slice(0, 3).join('; ') + (bad.length > 3 ? `; and ${bad.length - 3} more` : '');
  const persistence = drift.verdict === 'severe' ? describePersistence(drift) : '';
  const driftText = describeDrift(drift);
  const details: Record<string, string> = {
    quality_failed: qualityText,
    quality_failed_warn: qualityText,
    quality_warned: qualityText,
    contract_broken: quality.contract_broken.join('; '),
    drift_severe: [driftText, persistence].filter(Boolean).join('; '),
    drift_severe_warn: driftText,
    drift_severe_waits: [driftText, persistence].filter(Boolean).join('; '),
    drift_moderate: driftText,
    drift_unknown: driftText,
    drift_partial: `too few values: ${namesOf(drift, 'insufficient')}`,
    ...(drift.season ? describeSeason(driftText, drift.season) : {}),
    ...(segments ? describeWorst(segments) : {}),
    reference_old: describeReferenceAge(plan),
  };
  const [failed] = loaded.failures;
  if (failed) details.fallback_used = details.fallback_stale = describeFallback(loaded.label, failed, quality);
  if (modelError) details.model_invalid = messageOf(modelError);
  if (scored) {
    const { bulk_ks_p, bulk_distance, bulk_rows, high_scores } = scored.calibration;
    details.calibration_failed = `p-values above .1 are not uniform: distance ${bulk_distance?.toFixed(3)} over ${bulk_rows} rows (KS ${formatNamedProbability('p', bulk_ks_p ?? 1)})`;
    details.calibration_unknown = `of ${scored.pass.scored} scored rows ${bulk_rows} have a score that can be compared with the calibration's (p-value above .1, not one of a few equal scores)`;
    details.rows_few = `${scored.pass.scored} rows`;
    if (high_scores) details.score_shift = describeHighScores(high_scores);
  }
  return details;
}

function namesOf({ features }: DriftSnapshot, wanted: string): string {
  return features.flatMap(({ feature, status }) => (status === wanted ? [feature] : [])).join(', ');
}

/** The features and pairs that drifted; without any, what keeps the verdict from being one. */
export function describeDrift({ drifted, multivariate, reasons }: Pick<DriftSnapshot, 'drifted' | 'multivariate' | 'reasons'>): string {
  const { drifted: pairs, drifted_pairs: count } = multivariate ?? { drifted: [], drifted_pairs: 0 };
  const named = pairs.slice(0, PAIRS_NAMED).map(({ features }) => features.join(' and '));
  const more = count > named.length ? ` and ${count - named.length} more` : '';
  const found = [
    ...(drifted.length > 0 ? [`drifted: ${drifted.join(', ')}`] : []),
    ...(named.length > 0 ? [`no longer go together as they did: ${named.join(', ')}${more}`] : []),
  ];
  return found.length > 0 ? found.join('; ') : reasons.join('; ');
}

function describeSeason(driftText: string, { by, verdict, drifted, reasons }: SeasonDrift): Record<string, string> {
  const found = `${verdict}${drifted.length > 0 ? ` (${drifted.join(', ')})` : ''}`;
  return {
    drift_seasonal: `${driftText}; against the same phases by ${by.join(', ')}: ${found}`,
    season_drift: `${found}, by ${by.join(', ')}`,
    season_unknown: reasons.join('; '),
  };
}

function describePersistence({ persistence }: DriftSnapshot): string {
  if (!persistence) return '';
  const { runs, of, severe, unknown } = persistence;
  return `severe in ${severe} of the last ${of} runs${unknown > 0 ? `, ${unknown} unknown` : ''}; blocks from ${runs}`;
}

function describeHighScores({ count, n, value, interval: [low, high] }: Rate): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return `p <= .1 in ${count} of ${n} rows: ${percent(value)}, 95 % interval ${percent(low)} to ${percent(high)}`;
}

/** Its words depend on nothing that the run's id does not know: the source's message may name a host or a moment. */
function describeFallback(label: string, failed: SourceFailure, { max_event_time }: QualitySnapshot): string {
  const why = failed.outage ? 'was not available' : 'could not be read as configured';
  return `${label} instead of ${failed.label}, which ${why} (${failed.code}); newest row ${max_event_time ?? 'of unknown time'}`;
}

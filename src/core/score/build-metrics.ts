import { benjaminiHochbergByRank, leastDiscoveries } from '../model/benjamini-hochberg.ts';
import { bulkUniformity } from '../model/bulk-uniformity.ts';
import { type Bundle, modelInputs } from '../model/bundle.ts';
import { pValueRank } from '../model/calibration.ts';
import { upperFalsePositiveRate } from '../model/false-positive-rate.ts';
import { hasScoreShifted } from '../model/score-shift.ts';
import { toRate } from '../profile/rate.ts';
import { type LevelClaims, MIN_CERTIFIED_ROWS } from '../snapshot/claims.ts';
import type { CalibrationEvidence, InferenceMetrics, Reason } from '../snapshot/inference-metrics.ts';
import type { TrustLevel } from '../snapshot/parts.ts';
import { referenceRanges } from './reference-ranges.ts';
import type { ScoringPass, TopCandidate } from './score-tally.ts';

/** What flags a row, and what may be said about it. */
export interface ScoringRule {
  readonly kind: 'threshold' | 'fdr';
  readonly threshold: number;
  readonly fdrTarget: number;
}

/** Fewer rows than this in the bulk tell nothing about the calibration. */
const MIN_BULK_ROWS = 50;

/** p- and q-value of each conformal rank 1 … n + 1. */
export interface RankValues {
  readonly p: Float64Array;
  readonly q: Float64Array;
}

export function rankValues(pass: Pick<ScoringPass, 'rankCounts' | 'scored'>): RankValues {
  const n = pass.rankCounts.length - 2;
  return { p: Float64Array.from({ length: n + 2 }, (_, rank) => rank / (n + 1)), q: benjaminiHochbergByRank(pass.rankCounts, pass.scored) };
}

/** Whether the rule flags a row, by its score and its conformal rank. */
export function flagRows(rule: ScoringRule, { q }: RankValues): (score: number, rank: number) => boolean {
  return rule.kind === 'threshold' ? (score) => score >= rule.threshold : (_score, rank) => q[rank] <= rule.fdrTarget;
}

/** Whether the batch's scores look like the calibration's where no anomaly is expected. */
export function checkCalibration(
  bundle: Pick<Bundle, 'calibration'>,
  pass: Pick<ScoringPass, 'rankCounts'>,
  threshold: number,
): CalibrationEvidence {
  const { calibration } = bundle;
  const n = calibration.length;
  const bulk = bulkUniformity(calibration, pass.rankCounts);
  const alpha = pValueRank(calibration, threshold) / (n + 1);
  const enough = bulk.bulkRows >= MIN_BULK_ROWS;
  const m = bulk.bulkRows + bulk.highRows;
  const shifted = hasScoreShifted({ high: bulk.highRows, m, expected: bulk.highShare, n });
  return {
    n,
    min_p: 1 / (n + 1),
    alpha,
    fpr_upper95: upperFalsePositiveRate(n, alpha),
    bulk_ks_p: enough ? bulk.p : null,
    bulk_distance: enough ? bulk.distance : null,
    bulk_rows: bulk.bulkRows,
    high_scores: m > 0 ? toRate(bulk.highRows, m) : null,
    valid: enough ? !bulk.deviates : null,
    verdict: !enough ? null : bulk.deviates ? 'failed' : shifted ? 'shifted' : m < MIN_CERTIFIED_ROWS ? 'few' : 'valid',
  };
}

/** How many rows the rule flags, from counts alone. */
export function countAnomalies(pass: ScoringPass, rule: ScoringRule, { q }: RankValues): number {
  if (rule.kind === 'threshold') return pass.atThreshold;
  return discoveriesAt(pass, q, rule.fdrTarget);
}

export function discoveriesAt(pass: Pick<ScoringPass, 'rankCounts'>, q: Float64Array, target: number): number {
  let discoveries = 0;
  for (let rank = 1; rank < q.length; rank++) if (q[rank] <= target) discoveries += pass.rankCounts[rank];
  return discoveries;
}

/** Upper 95 % bound of the false positive rate at the last rank that the target lets through; 0 where it lets none through. */
function upperRateOfDiscoveries({ p, q }: RankValues, target: number): number {
  let last = 0;
  for (let rank = 1; rank < q.length && q[rank] <= target; rank++) last = rank;
  return upperFalsePositiveRate(p.length - 2, p[last]);
}

export interface MetricsInput {
  readonly pipeline: string;
  readonly run_id: string;
  readonly as_of: string;
  readonly bundle: Bundle;
  readonly pass: ScoringPass;
  readonly rule: ScoringRule;
  readonly ranks: RankValues;
  readonly calibration: CalibrationEvidence;
  readonly trust: TrustLevel;
  readonly claims: LevelClaims;
  readonly whyNoClaim: string | null;
  readonly quarantined: number;
  readonly topReasons: readonly (readonly Reason[])[];
  readonly isAnomaly: (score: number, rank: number) => boolean;
  /** Whether nothing of a column's values may be told. */
  readonly hides?: (column: string) => boolean;
}

/** inference_metrics.json of a scored run; what the trust level does not claim is null. */
export function buildMetrics(input: MetricsInput): InferenceMetrics {
  const { bundle, pass, rule, ranks, calibration, claims } = input;
  const anomalies = countAnomalies(pass, rule, ranks);
  const discoveries = discoveriesAt(pass, ranks.q, rule.fdrTarget);
  const expected = rule.kind === 'threshold' ? pass.scored * calibration.alpha : discoveries * rule.fdrTarget;
  const upper = pass.scored * (rule.kind === 'threshold' ? (calibration.fpr_upper95 ?? 1) : upperRateOfDiscoveries(ranks, rule.fdrTarget));
  const derived = derivedInputs(bundle);
  const least = leastDiscoveries(pass.scored, calibration.n, rule.fdrTarget);
  return {
    schema: 'oads/inference_metrics/v1',
    pipeline: input.pipeline,
    run_id: input.run_id,
    as_of: input.as_of,
    trust: input.trust,
    scored: pass.scored,
    not_scored: { quarantined: input.quarantined, missing_values: pass.missingValues, withheld: 0 },
    anomaly_rate: pass.scored > 0 ? toRate(anomalies, pass.scored) : null,
    rule: rule.kind,
    threshold: rule.threshold,
    scores: pass.scored > 0 ? { min: round(pass.min), mean: round(pass.mean), max: round(pass.max), histogram: pass.histogram } : null,
    calibration: { ...calibration, fpr_upper95: claims.pValues ? calibration.fpr_upper95 : null },
    fdr: {
      target: rule.fdrTarget,
      claimed: claims.falseDiscoveryRate,
      discoveries: claims.falseDiscoveryRate ? discoveries : null,
      least_discoveries: least,
      reachable: least === null ? null : least <= pass.scored,
      why_not: claims.falseDiscoveryRate ? null : input.whyNoClaim,
    },
    expected_false_alarms: claims.falseDiscoveryRate ? round(expected) : null,
    expected_false_alarms_upper95: claims.falseDiscoveryRate ? round(upper) : null,
    observed_over_expected: claims.falseDiscoveryRate && expected > 0 ? round(anomalies / expected) : null,
    model: { bundle_sha256: bundle.digest, name: bundle.card.name, inputs: modelInputs(bundle.card).map(({ name }) => name) },
    top: pass.top.map((row, index) => ({
      rank: index + 1,
      row: row.row,
      key: row.key,
      score: round(row.score),
      p_value: claims.pValues ? round(ranks.p[row.rank]) : null,
      q_value: claims.falseDiscoveryRate ? round(ranks.q[row.rank]) : null,
      is_anomaly: input.isAnomaly(row.score, row.rank),
      values: row.values,
      ...(derived.length > 0 ? { inputs: readDerived(row, derived) } : {}),
      reasons: [...(input.topReasons[index] ?? [])],
    })),
    reference_ranges: referenceRanges(bundle, input.hides),
  };
}

/** Inputs that are not to be seen in their column: of a time, its hour. A logarithm is: people read the column. */
function derivedInputs({ card }: Bundle): { name: string; at: number }[] {
  return modelInputs(card).flatMap(({ name, kind, transform }, at) =>
    kind === 'categorical' || transform === 'identity' || transform === 'log1p' ? [] : [{ name, at }],
  );
}

function readDerived({ inputs }: TopCandidate, derived: readonly { name: string; at: number }[]): Record<string, number | null> {
  return Object.fromEntries(derived.map(({ name, at }) => [name, Number.isFinite(inputs[at]) ? round(inputs[at]) : null]));
}

/** inference_metrics.json of a run whose rows were not scored. */
export function withheldMetrics(
  input: Pick<MetricsInput, 'pipeline' | 'run_id' | 'as_of' | 'rule' | 'quarantined'> & {
    bundle: Bundle | null;
    rows: number;
    why: string;
  },
): InferenceMetrics {
  const { bundle } = input;
  return {
    schema: 'oads/inference_metrics/v1',
    pipeline: input.pipeline,
    run_id: input.run_id,
    as_of: input.as_of,
    trust: 'withheld',
    scored: 0,
    not_scored: { quarantined: input.quarantined, missing_values: 0, withheld: input.rows },
    anomaly_rate: null,
    rule: input.rule.kind,
    threshold: bundle ? input.rule.threshold : null,
    scores: null,
    calibration: null,
    fdr: {
      target: input.rule.fdrTarget,
      claimed: false,
      discoveries: null,
      least_discoveries: null,
      reachable: null,
      why_not: input.why,
    },
    expected_false_alarms: null,
    expected_false_alarms_upper95: null,
    observed_over_expected: null,
    model: bundle && { bundle_sha256: bundle.digest, name: bundle.card.name, inputs: modelInputs(bundle.card).map(({ name }) => name) },
    top: [],
  };
}

/** Scores are float32: seven digits are all they hold. */
function round(value: number): number {
  return Number(value.toPrecision(7));
}

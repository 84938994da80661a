import { buildQualitySnapshot } from '../check/quality-snapshot.ts';
import type { Config } from '../config/defaults.ts';
import { redactDocument } from '../config/redact-document.ts';
import { buildDriftSnapshot, unavailableDrift } from '../drift/drift-snapshot.ts';
import { DEFAULT_DRIFT_THRESHOLDS, type DriftThresholds } from '../drift/thresholds.ts';
import type { Batch } from '../frame/batch.ts';
import { formatMicros } from '../frame/cell.ts';
import type { KeptBatch } from '../frame/kept-batch.ts';
import { describeGrouping } from '../profile/groups/grouping.ts';
import type { ReferenceProfile } from '../profile/reference.ts';
import { judgeSeason, unavailableSeason } from '../segment/judge-season.ts';
import { buildSegmentSnapshot } from '../segment/segment-snapshot.ts';
import type { DriftSnapshot } from '../snapshot/drift-snapshot.ts';
import type { QualitySnapshot } from '../snapshot/quality-snapshot.ts';
import type { SeasonDrift } from '../snapshot/season-drift.ts';
import type { SegmentSnapshot } from '../snapshot/segment-snapshot.ts';
import { decidePersistence } from '../trust/decide-persistence.ts';
import { seasonGrouping } from './groupings.ts';
import type { RowIntake } from './intake.ts';
import type { Plan } from './plan.ts';
import type { RunHistory } from './read-history.ts';

type Redact = (text: string) => string;

/** Finishes the checks, those over the whole spool included. `redact` hides secrets in what plugins and Polars said. */
export async function judgeQuality(
  plan: Plan,
  intake: RowIntake,
  runId: string,
  redact: Redact = (text) => text,
): Promise<QualitySnapshot> {
  const results = await intake.quality.finish((columns) => batchesOf(intake.readKept(columns)), intake.groupScratch);
  const snapshot = buildQualitySnapshot({
    pipeline: plan.config.pipeline,
    run_id: runId,
    as_of: plan.asOfText,
    rows: intake.quality.rows,
    results,
    columns: intake.columns.summarise(),
    contractBroken: [...intake.contractBroken],
    maxEventTime: maxEventTime(intake),
  });
  return redactDocument(snapshot, redact);
}

/** `history`: what earlier runs said, where the config has a persistence rule; single stages know none. */
export function judgeDrift(plan: Plan, intake: RowIntake, runId: string, history?: RunHistory): DriftSnapshot {
  const snapshot = compareWithReference(plan, intake, runId);
  const { persistence } = plan.config.gate;
  const persists = persistence && history ? decidePersistence(snapshot.verdict, history.verdicts, persistence) : null;
  return { ...snapshot, persistence: persists };
}

function compareWithReference(plan: Plan, intake: RowIntake, runId: string): DriftSnapshot {
  const envelope = { pipeline: plan.config.pipeline, run_id: runId, as_of: plan.asOfText };
  if (plan.bundle.state !== 'ok' || !intake.profile) {
    const why =
      plan.bundle.state === 'ok'
        ? 'the columns of the features are missing'
        : plan.bundle.state === 'invalid'
          ? 'the model bundle cannot be used'
          : 'no model bundle, so no reference';
    return unavailableDrift({ ...envelope, rows: intake.quality.rows.kept }, why);
  }
  const { card, digest, reference } = plan.bundle.bundle;
  const season = judgeSeasonOf(plan, intake, reference);
  const period = card.training.from && card.training.to ? `${card.training.from} to ${card.training.to}` : null;
  const snapshot = buildDriftSnapshot({
    ...envelope,
    profile: intake.profile,
    reference,
    bundleDigest: digest,
    period,
    thresholds: driftThresholds(plan.config),
  });
  return season ? { ...snapshot, season } : snapshot;
}

function judgeSeasonOf(plan: Plan, { groups }: RowIntake, reference: ReferenceProfile): SeasonDrift | undefined {
  const grouping = seasonGrouping(plan.config);
  if (!grouping || !groups?.season) return undefined;
  if ('whyUnavailable' in groups.season) return unavailableSeason(describeGrouping(grouping), groups.season.whyUnavailable);
  return judgeSeason(groups.season, reference, driftThresholds(plan.config));
}

/** Undefined where the config names no segments. `falseAlarmRate`: of the rule that flagged rows, once they were scored. */
export function judgeSegments(
  plan: Plan,
  intake: RowIntake,
  runId: string,
  quality: QualitySnapshot,
  falseAlarmRate?: number,
): SegmentSnapshot | undefined {
  const { config, bundle } = plan;
  if (config.segments.length === 0) return undefined;
  const why = 'there were no rows';
  const segmentations =
    intake.groups?.segmentations ?? config.segments.map((columns) => ({ columns, whyUnavailable: why, whyNoDrift: why }));
  return buildSegmentSnapshot({ pipeline: config.pipeline, run_id: runId, as_of: plan.asOfText }, segmentations, {
    minRows: config.segmentLimits.minRows,
    thresholds: driftThresholds(config),
    reference: bundle.state === 'ok' ? bundle.bundle.reference : undefined,
    results: quality.checks,
    maxQuarantineShare: config.quarantine.maxShare,
    falseAlarmRate,
  });
}

/** The latest event time of the kept rows, ISO 8601; null when no column tells. */
export function maxEventTime(intake: RowIntake): string | null {
  return intake.newestEventMicros === null ? null : formatMicros(intake.newestEventMicros);
}

export function driftThresholds({ drift }: Config): DriftThresholds {
  const defaults = DEFAULT_DRIFT_THRESHOLDS;
  return {
    ...defaults,
    falseDiscoveryRate: drift.fdr ?? defaults.falseDiscoveryRate,
    minCount: drift.min_rows ?? defaults.minCount,
    psi: drift.psi ?? defaults.psi,
    wassersteinSd: drift.wasserstein ?? defaults.wassersteinSd,
    iqrLogRatio: drift.scale ?? defaults.iqrLogRatio,
    nullShare: drift.null_share ?? defaults.nullShare,
    outsideShare: { ...defaults.outsideShare, ...drift.outside_share },
    dependence: drift.dependence ?? defaults.dependence,
  };
}

/** Window checks number the kept rows: each offset is the number of kept rows before. */
async function* batchesOf(rows: AsyncIterable<KeptBatch>): AsyncGenerator<Batch> {
  let before = 0;
  for await (const { batch } of rows) {
    yield batch.withOffset(before);
    before += batch.rows;
  }
}

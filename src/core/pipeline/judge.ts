import { buildQualitySnapshot } from '../check/quality-snapshot.ts';
import type { Config } from '../config/defaults.ts';
import { redactDocument } from '../config/redact-document.ts';
import { buildDriftSnapshot, unavailableDrift } from '../drift/drift-snapshot.ts';
import { DEFAULT_DRIFT_THRESHOLDS, type DriftThresholds } from '../drift/thresholds.ts';
import type { Batch } from '../frame/batch.ts';
import { formatMicros } from '../frame/cell.ts';
import type { KeptBatch } from '../frame/kept-batch.ts';
import type { DriftSnapshot } from '../snapshot/drift-snapshot.ts';
import type { QualitySnapshot } from '../snapshot/quality-snapshot.ts';
import type { RowIntake } from './intake.ts';
import type { Plan } from './plan.ts';

type Redact = (text: string) => string;

/** Finishes the checks, those over the whole spool included. `redact` hides secrets in what plugins and Polars said. */
export async function judgeQuality(
  plan: Plan,
  intake: RowIntake,
  runId: string,
  redact: Redact = (text) => text,
): Promise<QualitySnapshot> {
  const results = await intake.quality.finish((columns) => batchesOf(intake.readKept(columns)));
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

export function judgeDrift(plan: Plan, intake: RowIntake, runId: string): DriftSnapshot {
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
  const period = card.training.from && card.training.to ? `${card.training.from} to ${card.training.to}` : null;
  return buildDriftSnapshot({
    ...envelope,
    profile: intake.profile,
    reference,
    bundleDigest: digest,
    period,
    thresholds: driftThresholds(plan.config),
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

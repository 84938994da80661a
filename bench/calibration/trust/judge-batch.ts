import { buildDriftSnapshot } from '../../../src/core/drift/drift-snapshot.ts';
import { DEFAULT_DRIFT_THRESHOLDS } from '../../../src/core/drift/thresholds.ts';
import type { Bundle } from '../../../src/core/model/bundle.ts';
import { BatchProfile } from '../../../src/core/profile/batch-profile.ts';
import { checkCalibration, discoveriesAt, rankValues } from '../../../src/core/score/build-metrics.ts';
import { openRowScorer } from '../../../src/core/score/score-rows.ts';
import type { CalibrationEvidence } from '../../../src/core/snapshot/inference-metrics.ts';
import type { DriftFlag, TrustLevel } from '../../../src/core/snapshot/parts.ts';
import { decideTrust } from '../../../src/core/trust/decide-trust.ts';
import { NO_EVIDENCE } from '../../../src/core/trust/evidence.ts';
import { toBatch } from './fit-in-memory.ts';
import type { DrawnRows } from './scenarios.ts';

/** False alarm rate that the threshold is set for. */
export const NOMINAL_RATE = 0.01;
export const FDR_TARGET = 0.1;

/** Rows of one scenario, scored once, of which batches are cut. */
export interface Pool extends DrawnRows {
  /** Conformal rank of each row. */
  readonly ranks: Uint32Array;
  /** 1 where the threshold flags the row. */
  readonly flagged: Uint8Array;
  /** Share of the rows without planted anomalies that the threshold flags. */
  readonly falsePositiveRate: number;
}

const ROWS_AT_ONCE = 20_000;

export async function scorePool(bundle: Bundle, drawn: DrawnRows): Promise<Pool> {
  const ranks = new Uint32Array(drawn.rows);
  const flagged = new Uint8Array(drawn.rows);
  const scorer = await openRowScorer(bundle, { workers: 0 });
  try {
    let at = 0;
    const batches = async function* () {
      for (let from = 0; from < drawn.rows; from += ROWS_AT_ONCE) {
        yield { batch: toBatch(drawn, from, Math.min(drawn.rows, from + ROWS_AT_ONCE)), offset: from };
      }
    };
    for await (const scored of scorer.score(batches())) {
      ranks.set(scored.ranks, at);
      scored.scores.forEach((score, index) => {
        flagged[at + index] = score >= bundle.card.threshold ? 1 : 0;
      });
      at += scored.scores.length;
    }
  } finally {
    await scorer.close();
  }
  let clean = 0;
  let alarms = 0;
  for (let row = 0; row < drawn.rows; row++) {
    if (drawn.planted[row]) continue;
    clean++;
    alarms += flagged[row];
  }
  return { ...drawn, ranks, flagged, falsePositiveRate: alarms / clean };
}

export interface Judged {
  readonly level: TrustLevel;
  readonly drift: DriftFlag;
  readonly calibration: CalibrationEvidence;
  readonly discoveries: number;
  /** Discoveries that were not planted. */
  readonly falseDiscoveries: number;
}

/** A run over some rows of the pool, all other evidence being as good as it can be. */
export function judgeBatch(bundle: Bundle, pool: Pool, from: number, to: number): Judged {
  const profile = new BatchProfile(bundle.card.features, bundle.reference);
  profile.update(toBatch(pool, from, to));
  const { verdict } = buildDriftSnapshot({
    pipeline: 'bench',
    run_id: '0'.repeat(16),
    as_of: 'unused',
    profile,
    reference: bundle.reference,
    bundleDigest: bundle.digest,
    period: null,
    thresholds: DEFAULT_DRIFT_THRESHOLDS,
  });
  const rankCounts = new Float64Array(bundle.calibration.length + 2);
  for (let row = from; row < to; row++) rankCounts[pool.ranks[row]]++;
  const pass = { rankCounts, scored: to - from };
  const calibration = checkCalibration(bundle, pass, bundle.card.threshold);
  const { level } = decideTrust(
    {
      ...NO_EVIDENCE,
      bundle: 'ok',
      contractBroken: false,
      snapshotsMatch: true,
      quality: 'pass',
      drift: verdict,
      inputsTested: true,
      season: 'unused',
      segments: 'unused',
      source: 'primary',
      fresh: true,
      trainingRows: 'other',
      trainingPeriod: 'apart',
      referenceAge: 'unused',
      calibration: calibration.verdict ?? null,
    },
    { quality: 'block', drift: 'warn', age: 'required' },
  );
  const { q } = rankValues(pass);
  let falseDiscoveries = 0;
  for (let row = from; row < to; row++) if (!pool.planted[row] && q[pool.ranks[row]] <= FDR_TARGET) falseDiscoveries++;
  return { level, drift: verdict, calibration, discoveries: discoveriesAt(pass, q, FDR_TARGET), falseDiscoveries };
}

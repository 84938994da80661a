import path from 'node:path';
import type { Batch } from '../../../src/core/frame/batch.ts';
import type { KeptBatch } from '../../../src/core/frame/kept-batch.ts';
import { type Bundle, modelInputs } from '../../../src/core/model/bundle.ts';
import { computeNumericFeature } from '../../../src/core/profile/compute-feature.ts';
import { flagRows, type RankValues, rankValues, type ScoringRule } from '../../../src/core/score/build-metrics.ts';
import { openRowScorer } from '../../../src/core/score/score-rows.ts';
import type { ScoringPass } from '../../../src/core/score/score-tally.ts';
import { runScoringPass } from '../../../src/core/score/scoring-pass.ts';
import { writeResults } from '../../../src/core/score/write-results.ts';

export interface ScoreOptions {
  /** Directory for the files. */
  readonly dir: string;
  readonly rule?: ScoringRule;
  readonly claims?: { readonly pValues: boolean; readonly falseDiscoveryRate: boolean };
  readonly keyColumns?: readonly string[];
  readonly top?: number;
}

export interface ScoredRows {
  readonly pass: ScoringPass;
  readonly ranks: RankValues;
  readonly rule: ScoringRule;
  readonly written: { rows: number; anomalies: number };
  readonly file: string;
  readonly isAnomaly: (score: number, rank: number) => boolean;
}

/** Batches as a run keeps them; `isRefused` says which rows of the source were set aside. */
export function keepRows(batches: readonly Batch[], isRefused: (row: number) => boolean = () => false): KeptBatch[] {
  return batches.map((batch) => {
    const rows = Array.from({ length: batch.rows }, (_, row) => row);
    const kept = rows.filter((row) => !isRefused(batch.offset + row));
    if (kept.length === batch.rows) return { batch, offset: batch.offset };
    const mask = Uint8Array.from(rows, (row) => (kept.includes(row) ? 1 : 0));
    return { batch: batch.select(mask), offset: batch.offset, kept: Uint32Array.from(kept) };
  });
}

/** Both passes over the rows in this thread; the reason of a flagged row is its number in its batch. */
export async function scoreAll(bundle: Bundle, batches: readonly KeptBatch[], options: ScoreOptions): Promise<ScoredRows> {
  const rule = options.rule ?? { kind: 'threshold', threshold: bundle.card.threshold, fdrTarget: 0.1 };
  const claims = options.claims ?? { pValues: true, falseDiscoveryRate: true };
  const keyColumns = options.keyColumns ?? ['id'];
  const inputs = modelInputs(bundle.card);
  const scoresFile = path.join(options.dir, 'scores.f32');
  const file = path.join(options.dir, 'anomaly_results.csv');
  const read = async function* () {
    yield* batches;
  };
  const scorer = await openRowScorer(bundle, { workers: 0 });
  try {
    const pass = await runScoringPass(scorer, read(), {
      scoresFile,
      threshold: rule.threshold,
      top: options.top ?? 5,
      keyColumns,
      valueColumns: inputs.map(({ column }) => column),
      readInputs: ({ batch }, row) => Float64Array.from(inputs, (spec) => computeNumericFeature(spec, batch)[row]),
    });
    const ranks = rankValues(pass);
    const isAnomaly = flagRows(rule, ranks);
    const written = await writeResults(read(), {
      file,
      scoresFile,
      keyColumns,
      calibration: bundle.calibration,
      pByRank: claims.pValues ? ranks.p : undefined,
      qByRank: claims.falseDiscoveryRate ? ranks.q : undefined,
      isAnomaly,
      explain: async (_, indexes) =>
        indexes.map((index) => [
          { feature: 'a', value: 1, direction: 'high', percentile: 1, contribution: 1, text: `row ${index}` },
          { feature: 'b', value: 1, direction: 'high', percentile: 1, contribution: 1, text: 'b, too' },
        ]),
    });
    return { pass, ranks, rule, written, file, isAnomaly };
  } finally {
    await scorer.close();
  }
}

import { open } from 'node:fs/promises';
import { BugError } from '../errors.ts';
import type { KeptBatch } from '../frame/kept-batch.ts';
import { rankScores } from '../model/calibration.ts';
import type { Reason } from '../snapshot/inference-metrics.ts';
import { openCsvResults } from './csv-results.ts';
import type { ResultsLayout, ResultsWriter } from './results-writer.ts';

export interface ScoredRowsOptions {
  readonly scoresFile: string;
  /** Held-out reference scores, ascending. */
  readonly calibration: Float32Array;
  readonly isAnomaly: (score: number, rank: number) => boolean;
  /** Is told the scores of each batch (NaN: not scored) and the indexes of its anomalies. */
  readonly onScores?: (rows: KeptBatch, scores: Float32Array, flagged: readonly number[]) => void;
  /** Reasons of some rows of the batch. */
  readonly explain: (rows: KeptBatch, indexes: readonly number[], scores: Float32Array) => Promise<Reason[][]>;
}

export interface ResultsOptions extends ScoredRowsOptions, ResultsLayout {
  readonly file: string;
}

export interface WrittenResults {
  readonly rows: number;
  readonly anomalies: number;
}

/** Writes anomaly_results.csv: one line for every scored row, in the order of the source. Returns the lines and anomalies written. */
export async function writeResults(batches: AsyncIterable<KeptBatch>, options: ResultsOptions): Promise<WrittenResults> {
  const file = await open(options.file, 'w', 0o600);
  try {
    const written = await writeScoredRows(batches, openCsvResults(file, options), options);
    await file.sync();
    return written;
  } finally {
    await Promise.allSettled([file.close()]);
  }
}

/** Reads the scores back and hands each batch on with what is said of its rows; closes the writer, or aborts it. */
export async function writeScoredRows(
  batches: AsyncIterable<KeptBatch>,
  writer: ResultsWriter,
  options: ScoredRowsOptions,
): Promise<WrittenResults> {
  let rows = 0;
  let anomalies = 0;
  const scoresFile = await open(options.scoresFile, 'r');
  try {
    for await (const kept of batches) {
      const { batch } = kept;
      const scores = new Float32Array(batch.rows);
      const { bytesRead } = await scoresFile.read(new Uint8Array(scores.buffer), 0, scores.byteLength);
      if (bytesRead !== scores.byteLength) throw new BugError(`expected ${scores.byteLength} bytes of scores, got ${bytesRead}`);
      // A row that was not scored is left out: any rank will do.
      const ranks = rankScores(
        options.calibration,
        scores.map((score) => (Number.isNaN(score) ? 0 : score)),
      );
      const flagged = findFlagged(scores, ranks, options.isAnomaly);
      options.onScores?.(kept, scores, flagged);
      const reasons = flagged.length > 0 ? await options.explain(kept, flagged, scores) : [];
      await writer.write({ rows: kept, scores, ranks, flagged, reasons });
      rows += countScored(scores);
      anomalies += flagged.length;
    }
    await writer.close();
  } catch (error) {
    await writer.abort();
    throw error;
  } finally {
    await Promise.allSettled([scoresFile.close()]);
  }
  return { rows, anomalies };
}

/** Indexes of the rows that the rule flags. */
export function findFlagged(scores: Float32Array, ranks: Uint32Array, isAnomaly: (score: number, rank: number) => boolean): number[] {
  const flagged: number[] = [];
  for (let row = 0; row < scores.length; row++) if (scores[row] === scores[row] && isAnomaly(scores[row], ranks[row])) flagged.push(row);
  return flagged;
}

function countScored(scores: Float32Array): number {
  let scored = 0;
  for (let row = 0; row < scores.length; row++) if (scores[row] === scores[row]) scored++;
  return scored;
}

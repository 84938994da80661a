import { open } from 'node:fs/promises';
import { BugError } from '../errors.ts';
import { type KeptBatch, sourceRow } from '../frame/kept-batch.ts';
import { rankScores } from '../model/calibration.ts';
import type { Reason } from '../snapshot/inference-metrics.ts';
import { CsvRowWriter, createCellWriter, encodeField } from './csv-row-writer.ts';

export interface ResultsOptions {
  readonly file: string;
  readonly scoresFile: string;
  /** Columns that name a row; without any, its number in the source (`row`) does. */
  readonly keyColumns: readonly string[];
  /** Held-out reference scores, ascending. */
  readonly calibration: Float32Array;
  /** p- and q-value by rank; undefined where the trust level withdraws the claim: the field stays empty. */
  readonly pByRank?: Float64Array;
  readonly qByRank?: Float64Array;
  readonly isAnomaly: (score: number, rank: number) => boolean;
  /** Is told the scores of each batch (NaN: not scored) and the indexes of its anomalies. */
  readonly onScores?: (rows: KeptBatch, scores: Float32Array, flagged: readonly number[]) => void;
  /** Reasons of some rows of the batch. */
  readonly explain: (rows: KeptBatch, indexes: readonly number[], scores: Float32Array) => Promise<Reason[][]>;
}

export const RESULT_COLUMNS = ['score', 'p_value', 'q_value', 'is_anomaly', 'reasons'] as const;

/** Writes anomaly_results.csv: one line for every scored row, in the order of the source. Returns the lines and anomalies written. */
export async function writeResults(
  batches: AsyncIterable<KeptBatch>,
  options: ResultsOptions,
): Promise<{ rows: number; anomalies: number }> {
  const names = options.keyColumns.length > 0 ? options.keyColumns : ['row'];
  const scoresFile = await open(options.scoresFile, 'r');
  const file = await open(options.file, 'w', 0o600);
  const writer = new CsvRowWriter(file);
  const byRank: (Uint8Array | undefined)[] = [];
  let rows = 0;
  let anomalies = 0;
  try {
    for (const name of [...names, ...RESULT_COLUMNS]) writer.encoded(encodeField(name));
    writer.endRow();
    for await (const kept of batches) {
      const { batch } = kept;
      const scores = new Float32Array(batch.rows);
      const { bytesRead } = await scoresFile.read(new Uint8Array(scores.buffer), 0, scores.byteLength);
      if (bytesRead !== scores.byteLength) throw new BugError(`expected ${scores.byteLength} bytes of scores, got ${bytesRead}`);
      // A row that was not scored is skipped below: any rank will do.
      const ranks = rankScores(
        options.calibration,
        scores.map((score) => (Number.isNaN(score) ? 0 : score)),
      );
      const flagged: number[] = [];
      for (let row = 0; row < batch.rows; row++) {
        if (scores[row] === scores[row] && options.isAnomaly(scores[row], ranks[row])) flagged.push(row);
      }
      options.onScores?.(kept, scores, flagged);
      const reasons = flagged.length > 0 ? await options.explain(kept, flagged, scores) : [];
      const cells = options.keyColumns.map((name) => createCellWriter(batch.column(name)));
      for (let row = 0, next = 0; row < batch.rows; row++) {
        const score = scores[row];
        if (score !== score) continue; // not scored: a value is missing
        if (cells.length === 0) writer.plain(String(sourceRow(kept, row)));
        for (const write of cells) write(writer, row);
        writeScore(writer, score);
        writer.encoded(claimsOf(ranks[row], options, byRank));
        const isFlagged = flagged[next] === row;
        writer.plain(isFlagged ? 'true' : 'false');
        if (isFlagged) writer.encoded(encodeField(reasons[next++].map(({ text }) => text).join('; ')));
        else writer.plain('');
        writer.endRow();
        rows++;
        if (writer.buffered > 1 << 20) await writer.flush();
      }
      anomalies += flagged.length;
    }
    await writer.flush(true);
    await file.sync();
  } finally {
    await Promise.allSettled([file.close(), scoresFile.close()]);
  }
  return { rows, anomalies };
}

/** p and q of a rank as two fields: there are only n + 1 different ones. */
function claimsOf(rank: number, { pByRank, qByRank }: ResultsOptions, known: (Uint8Array | undefined)[]): Uint8Array {
  // Without holes: V8 would make a slow table of an array that grows by leaps.
  while (known.length <= rank) known.push(undefined);
  return (known[rank] ??= Buffer.from(`${pByRank ? formatShare(pByRank[rank]) : ''},${qByRank ? formatShare(qByRank[rank]) : ''}`));
}

/** Seven decimals hold what a float32 near 1 can tell apart. */
function writeScore(writer: CsvRowWriter, score: number): void {
  const units = Math.round(score * 1e7);
  if (units >= 10 && units < 1e13) writer.decimal(units, 7);
  else writer.plain(Math.abs(score) < 1e6 ? String(units / 1e7) : String(score));
}

export function formatShare(share: number): string {
  return String(Number(share.toPrecision(6)));
}

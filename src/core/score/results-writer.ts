import type { KeptBatch } from '../frame/kept-batch.ts';
import type { Reason } from '../snapshot/inference-metrics.ts';

export const RESULT_COLUMNS = ['score', 'p_value', 'q_value', 'is_anomaly', 'reasons'] as const;

/** The rows of a batch with what is said of them. */
export interface JudgedRows {
  readonly rows: KeptBatch;
  /** Of each row; NaN: not scored, and not written. */
  readonly scores: Float32Array;
  /** Conformal rank of each score. */
  readonly ranks: Uint32Array;
  /** Indexes of the anomalies, ascending, and the reasons of each. */
  readonly flagged: readonly number[];
  readonly reasons: readonly (readonly Reason[])[];
}

export interface ResultsLayout {
  /** Columns that name a row; without any, its number in the source (`row`) does. */
  readonly keyColumns: readonly string[];
  /** p- and q-value by rank; undefined where the trust level withdraws the claim: the field stays empty. */
  readonly pByRank?: Float64Array;
  readonly qByRank?: Float64Array;
}

/** Takes the results batch by batch, in the order of the source. */
export interface ResultsWriter {
  write(judged: JudgedRows): Promise<void>;
  /** Also where no batch came. */
  close(): Promise<void>;
  /** Never throws: there is another error to be told. */
  abort(): Promise<void>;
}

/** The field of an anomaly's reasons. */
export function joinReasons(reasons: readonly Reason[]): string {
  return reasons.map(({ text }) => text).join('; ');
}

/** Seven decimals hold what a float32 near 1 can tell apart. */
export const SCORE_DECIMALS = 7;

/** Six digits: a p-value has n + 1 steps. */
export function roundShare(share: number): number {
  return Number(share.toPrecision(6));
}

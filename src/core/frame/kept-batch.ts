import type { Batch } from './batch.ts';

/** The rows of a batch that were not set aside, with their places in the source. */
export interface KeptBatch {
  readonly batch: Batch;
  /** Index of the batch's first row within the source, before any row was set aside. */
  readonly offset: number;
  /** Index within the source batch of each kept row; undefined when all were kept. */
  readonly kept?: Uint32Array;
}

/** The row's index within the source. */
export function sourceRow({ offset, kept }: KeptBatch, row: number): number {
  return offset + (kept ? kept[row] : row);
}

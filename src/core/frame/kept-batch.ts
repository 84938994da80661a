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

/** Where the mask of refused rows is 0. */
export function keptIndexes(refused: Uint8Array): Uint32Array {
  const indexes = new Uint32Array(refused.length);
  let kept = 0;
  for (let row = 0; row < refused.length; row++) if (refused[row] === 0) indexes[kept++] = row;
  return indexes.slice(0, kept);
}

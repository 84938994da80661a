import type { Batch } from '../batch.ts';
import { loadPolars } from '../polars.ts';
import type { ReadOptions } from './read-options.ts';
import { readSlices } from './read-slices.ts';

/** Reads a Parquet file. Row groups much larger than a batch are decoded once for each batch they span. */
export async function* readParquet(path: string, options: ReadOptions): AsyncGenerator<Batch> {
  const pl = await loadPolars();
  // Hive partitioning would make columns of `name=value` folders in the path; globbing would expand brackets in it.
  yield* readSlices(path, 'Parquet', () => pl.scanParquet(path, { glob: false, hivePartitioning: false }), options);
}

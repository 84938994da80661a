import type { Batch } from '../frame/batch.ts';

/** A numeric feature of each row that a plugin computes; it depends on the row alone, never on its batch. */
export interface Feature {
  readonly name: string;
  readonly description: string;
  /** Columns it reads; they must exist. */
  readonly inputs: readonly string[];
  /** One value a row, NaN where it cannot be told. */
  compute(batch: Batch): Float64Array;
}

import type { TSchema } from 'typebox';
import type { Batch } from '../frame/batch.ts';
import type { PrepareContext } from '../frame/prepare.ts';

/** Rows with equal values in all columns of `key` are a group; an empty key makes one group of all rows. */
export interface Grouping {
  readonly key: readonly string[];
  /** The order of rows within a group, ascending, nulls last; ties keep the order of the source. */
  readonly order: readonly string[];
}

interface FeatureCommon {
  readonly name: string;
  readonly description: string;
  /** Without it the feature takes none. */
  readonly options?: TSchema;
  /** Columns it reads; they must exist. */
  readonly inputs: readonly string[] | ((options: Record<string, unknown>) => readonly string[]);
  /** Runs once, before the first batch: reads files that the options name. What it gives is the last argument of `compute`. */
  prepare?(options: Record<string, unknown>, context: PrepareContext): Promise<unknown>;
}

/** A numeric feature of each row that a plugin computes; it depends on the row alone, never on its batch. */
export interface RowFeature extends FeatureCommon {
  readonly kind?: 'row';
  /** One value a row, NaN where it cannot be told; an infinity counts as NaN. */
  compute(batch: Batch, options: Record<string, unknown>, prepared: unknown): Float64Array;
}

/** A numeric feature of each row that depends on the other rows of its group, over the whole input, never on a batch. */
export interface WindowFeature extends FeatureCommon {
  readonly kind: 'window';
  /** All of these columns are among the inputs. */
  group(options: Record<string, unknown>): Grouping;
  /** `rows`: all rows of one group, in its order. One value a row, NaN (or an infinity) where it cannot be told; rows with a null in the key get NaN. */
  compute(rows: Batch, options: Record<string, unknown>, prepared: unknown): Float64Array;
}

export type Feature = RowFeature | WindowFeature;

/** The columns that a feature reads with these options; none of one that is not there. */
export function inputsOf(feature: Feature | undefined, options: Record<string, unknown> = {}): readonly string[] {
  if (!feature) return [];
  return typeof feature.inputs === 'function' ? feature.inputs(options) : feature.inputs;
}

import type { TSchema } from 'typebox';
import type { Batch } from '../frame/batch.ts';
import type { Schema } from '../frame/types.ts';

/** What a loader is told about the run, besides its own options. */
export interface LoadContext {
  /** The end of the window: nothing at or after it is read. */
  readonly asOf: Date;
  /** Rows to read: [from, to) on a time column; absent when the pipeline has no window. ISO 8601 instants in UTC. */
  readonly window?: { readonly column: string; readonly from: string; readonly to: string };
  /** The contract's columns with their types; empty without a contract. A loader may use it to parse, not to hide columns. */
  readonly contract: Schema;
  /** The pipeline's key columns, empty if it has none. */
  readonly key: readonly string[];
  readonly batchRows: number;
  /** Relative paths in the options are relative to this directory (that of the config file). */
  readonly baseDir: string;
  /** Whether a column is dropped or masked: no message may show a value of it. Without it, none is. */
  hides?(column: string): boolean;
  readonly signal?: AbortSignal;
  /** A remark for the operator, once per kind of trouble. */
  warn(message: string): void;
  /** Total rows, as soon as they are known, for progress only. */
  expectRows?(rows: number): void;
}

/**
 * Reads records in a deterministic order. Batches hold at most `batchRows` rows; an empty source gives one batch
 * of 0 rows, so that its columns are known. Throws SourceError: `outage: true` when the source is out of reach.
 */
export interface Loader {
  readonly name: string;
  readonly description: string;
  readonly options: TSchema;
  load(options: unknown, context: LoadContext): AsyncIterable<Batch>;
}

import type { Schema } from '../types.ts';

export interface ReadOptions {
  /** Infinity: all rows in one batch. */
  readonly batchRows: number;
  /** Types of columns whose text is not to be guessed. */
  readonly contract?: Schema;
  /** The columns to read, in this order; all of them by default. */
  readonly columns?: readonly string[];
  /**
   * Columns whose values no message may show. Where the contract gives them no type they are read as text: a guess would
   * make an error of what does not fit it.
   */
  hides?(column: string): boolean;
  /** Records after a CSV's header that are no data, such as a row of HXL tags or of units. */
  readonly skipRows?: number;
  readonly signal?: AbortSignal;
  /** A remark for the operator, once per kind of trouble. */
  warn?(message: string): void;
  /** Total rows, as soon as they are known. */
  expectRows?(rows: number): void;
}

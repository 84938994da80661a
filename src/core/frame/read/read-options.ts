import type { Schema } from '../types.ts';

/** Where the rows of a CSV begin, and what its columns are called. */
export interface FoundHeader {
  /** Each name once; records with fewer cells are filled up with nulls, cells beyond the last name are left out. */
  readonly names: readonly string[];
  /** How many records come before the first row: titles, the header, tags. */
  readonly records: number;
}

/** Finds the header of a CSV in its first records (50 at most), which are given as text, each with the cells that it has. */
export type FindHeader = (head: readonly (readonly string[])[]) => FoundHeader;

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
  /** For a CSV whose header is not simply its first record. */
  readonly findHeader?: FindHeader;
  readonly signal?: AbortSignal;
  /** A remark for the operator, once per kind of trouble. */
  warn?(message: string): void;
  /** Total rows, as soon as they are known. */
  expectRows?(rows: number): void;
}

import type { ColumnType } from '../../frame/types.ts';
import type { PersonalKind } from './read-personal-value.ts';

/** What was seen of a table: exact counts over all rows that were read, and a sample of the rows. */
export interface TableLook {
  readonly rows: number;
  /** Whether it was read to its end. */
  readonly complete: boolean;
  readonly columns: readonly ColumnLook[];
  /** Numbers of the sampled rows, from 0. */
  readonly sampleRows: Float64Array;
  /** Sets of columns that no two rows agree in, and that no null is in; the most likely key first. */
  readonly keys: readonly (readonly string[])[];
  /** Of pairs of time columns: how many rows have both, and in how many the first is later than the second. */
  readonly orders: readonly TimeOrder[];
}

export interface TimeOrder {
  readonly before: string;
  readonly after: string;
  readonly rows: number;
  readonly violations: number;
}

export interface ColumnLook {
  readonly name: string;
  readonly type: ColumnType;
  readonly nulls: number;
  /** Infinite numbers, which a contract counts as unreadable. */
  readonly unreadable: number;
  /** Of the sampled rows, in order, the same rows in every column: NaN for a null, a hash for a text, microseconds for a time. */
  readonly sample: Float64Array;
  /** Smallest and largest number or time; null for texts, and without any. */
  readonly min: number | null;
  readonly max: number | null;
  /** Every value with its count; undefined where there are too many of them. */
  readonly values?: ReadonlyMap<string, number>;
  /** Whether every number is whole. */
  readonly whole: boolean;
  readonly text?: TextLook;
}

export interface TextLook {
  readonly longest: number;
  readonly meanLength: number;
  /** Pattern that every value matches as a whole, such as `[A-Z]{3}`. */
  readonly pattern?: string;
  /** Share of the values that read as numbers. */
  readonly numbers: number;
  /** Share of the values that look like dates in another notation than ISO 8601. */
  readonly dates: number;
  /** Share of the values that are numbers with a decimal comma. */
  readonly decimalCommas: number;
  /** Shares of the values that look like something personal, or hold it. */
  readonly personal: Readonly<Partial<Record<PersonalKind, number>>>;
}

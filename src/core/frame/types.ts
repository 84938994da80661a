import type { ColumnType } from '../schema/column-types.ts';

export type { ColumnType };

export interface Field {
  readonly name: string;
  readonly type: ColumnType;
}

export type Schema = readonly Field[];

/**
 * One column in memory, as typed arrays of the batch's row count. `valid[i] === 0` marks a null;
 * without `valid` no row is null. The value under a null is unspecified.
 */
export type Column = IntegerColumn | NumberColumn | BooleanColumn | TimeColumn | TextColumn;

/** 64-bit integers, exact. */
export interface IntegerColumn {
  readonly type: 'integer';
  readonly values: BigInt64Array;
  readonly valid?: Uint8Array;
}

export interface NumberColumn {
  readonly type: 'number';
  readonly values: Float64Array;
  readonly valid?: Uint8Array;
}

/** 0 or 1. */
export interface BooleanColumn {
  readonly type: 'boolean';
  readonly values: Uint8Array;
  readonly valid?: Uint8Array;
}

/** Microseconds since 1970-01-01T00:00:00Z (a date is its midnight), cut to whole seconds beyond the year 2255: `cutMicros`. */
export interface TimeColumn {
  readonly type: 'date' | 'timestamp';
  readonly values: Float64Array;
  readonly valid?: Uint8Array;
}

/** Dictionary-coded text: row i is `dictionary[codes[i]]`. */
export interface TextColumn {
  readonly type: 'text';
  readonly codes: Uint32Array;
  readonly dictionary: readonly string[];
  readonly valid?: Uint8Array;
}

export const MICROS_PER_DAY = 86_400_000_000;

import type { DataFrame, Polars, Series } from './polars.ts';

/** The native object behind a Polars Series. */
export interface NativeSeries {
  readonly dtype: unknown;
  readonly name: string;
  len(): number;
  nullCount(): number;
  nUnique(): number;
  cast(type: PolarsType, strict: boolean): NativeSeries;
  /** `zero` for numbers. */
  fillNull(strategy: 'zero'): NativeSeries;
  isNotNull(): NativeSeries;
  takeWithSeries(indexes: NativeSeries): NativeSeries;
  toArray(): unknown[];
  /** Without nulls; numbers only. */
  toTypedArray(): unknown;
}

export type PolarsType = Parameters<Series['cast']>[0];

/**
 * A column of a frame without nodejs-polars' wrapper, which has some two hundred closures and takes about a millisecond
 * to make: longer than most of what is done with a column of a batch.
 */
export function nativeColumn(frame: DataFrame, name: string): NativeSeries {
  return (frame as unknown as { _df: { column(name: string): NativeSeries } })._df.column(name);
}

/** Row numbers for `takeWithSeries`. */
export function nativeIndexes(pl: Polars, indexes: Uint32Array): NativeSeries {
  return nativeOf(pl.Series('', indexes));
}

export function nativeOf(series: Series): NativeSeries {
  return (series as unknown as { _s: NativeSeries })._s;
}

/** A frame of columns under the names that they have; Polars reads no more than this of a Series here. */
export function frameOf(pl: Polars, columns: readonly NativeSeries[]): DataFrame {
  return pl.DataFrame(columns.map((column) => ({ _s: column, name: 'its own' })) as unknown as Series[]);
}

import { frameOf, type NativeSeries, nativeColumn, nativeIndexes, nativeOf } from './native-series.ts';
import type { DataFrame, Polars } from './polars.ts';
import { type Column, MICROS_PER_DAY, type Schema } from './types.ts';

/** Builds the Polars face of a batch: integers Int64, numbers Float64, times Datetime(us) or Date, text Utf8. */
export function columnsToFrame(pl: Polars, schema: Schema, columns: ReadonlyMap<string, Column>, rows: number): DataFrame {
  if (schema.length === 0) return pl.DataFrame({});
  return frameOf(
    pl,
    schema.map(({ name }) => toSeries(pl, name, columns.get(name) as Column, rows)),
  );
}

function toSeries(pl: Polars, name: string, column: Column, rows: number): NativeSeries {
  if (column.type === 'text') return toTextSeries(pl, name, column, rows);
  const filled = fill(pl, name, column);
  if (!column.valid) return filled;
  const masked = frameOf(pl, [filled, nativeOf(pl.Series('\u0000valid', column.valid))]);
  const nulled = masked.select(
    pl
      .when(pl.col('\u0000valid').eq(pl.lit(1)))
      .then(pl.col(name))
      .otherwise(pl.lit(null))
      .alias(name),
  );
  return nativeColumn(nulled, name);
}

function fill(pl: Polars, name: string, column: Exclude<Column, { type: 'text' }>): NativeSeries {
  const series = (values: ArrayLike<number>) => nativeOf(pl.Series(name, values));
  switch (column.type) {
    case 'integer':
      // The typings know no bigint arrays; Polars itself reads a BigInt64Array exactly, as Int64.
      return series(column.values as unknown as ArrayLike<number>);
    case 'number':
      return series(column.values);
    case 'boolean':
      return series(column.values).cast(pl.Bool, false);
    case 'date':
      return series(Int32Array.from(column.values, (micros) => Math.floor(micros / MICROS_PER_DAY))).cast(pl.Date, false);
    case 'timestamp':
      return series(column.values).cast(pl.Int64, false).cast(pl.Datetime('us'), false);
  }
}

/** Only the dictionary crosses over as strings, a null as its last entry; Polars makes the rows of it. */
function toTextSeries(
  pl: Polars,
  name: string,
  { codes, dictionary, valid }: Extract<Column, { type: 'text' }>,
  rows: number,
): NativeSeries {
  let indexes = codes;
  if (valid) {
    indexes = new Uint32Array(rows);
    for (let row = 0; row < rows; row++) indexes[row] = valid[row] === 0 ? dictionary.length : codes[row];
  }
  return nativeOf(pl.Series(name, [...dictionary, null], pl.Utf8)).takeWithSeries(nativeIndexes(pl, indexes));
}

import type { DataFrame, Polars } from './polars.ts';
import { type Column, MICROS_PER_DAY, type Schema } from './types.ts';

/** Builds the Polars face of a batch: integers Int64, numbers Float64, times Datetime(us) or Date, text Utf8. */
export function columnsToFrame(pl: Polars, schema: Schema, columns: ReadonlyMap<string, Column>, rows: number): DataFrame {
  if (schema.length === 0) return pl.DataFrame({});
  const series = schema.map(({ name }) => toSeries(pl, name, columns.get(name) as Column, rows));
  return pl.DataFrame(series);
}

function toSeries(pl: Polars, name: string, column: Column, rows: number) {
  if (column.type === 'text') return toTextSeries(pl, name, column, rows);
  const filled = fill(pl, name, column);
  if (!column.valid) return filled;
  const masked = pl.DataFrame([filled.alias(name), pl.Series('\u0000valid', column.valid)]);
  return masked
    .select(
      pl
        .when(pl.col('\u0000valid').eq(pl.lit(1)))
        .then(pl.col(name))
        .otherwise(pl.lit(null))
        .alias(name),
    )
    .getColumn(name);
}

function fill(pl: Polars, name: string, column: Exclude<Column, { type: 'text' }>) {
  switch (column.type) {
    case 'integer':
      // The typings know no bigint arrays; Polars itself reads a BigInt64Array exactly, as Int64.
      return pl.Series(name, column.values as unknown as ArrayLike<number>);
    case 'number':
      return pl.Series(name, column.values);
    case 'boolean':
      return pl.Series(name, column.values).cast(pl.Bool).alias(name);
    case 'date':
      return pl
        .Series(
          name,
          Int32Array.from(column.values, (micros) => Math.floor(micros / MICROS_PER_DAY)),
        )
        .cast(pl.Date)
        .alias(name);
    case 'timestamp':
      return pl.Series(name, column.values).cast(pl.Int64).cast(pl.Datetime('us')).alias(name);
  }
}

function toStrings(column: Extract<Column, { type: 'text' }>, rows: number): (string | null)[] {
  const { codes, dictionary, valid } = column;
  const strings = new Array<string | null>(rows);
  for (let row = 0; row < rows; row++) strings[row] = valid && valid[row] === 0 ? null : dictionary[codes[row]];
  return strings;
}

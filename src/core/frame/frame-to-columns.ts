import { SourceError } from '../errors.ts';
import { cutInteger, cutMicros } from './cut-micros.ts';
import { type NativeSeries, nativeColumn, nativeIndexes, type PolarsType } from './native-series.ts';
import type { DataFrame, Polars } from './polars.ts';
import { type Column, type ColumnType, type Field, MICROS_PER_DAY, type Schema } from './types.ts';

const SECONDS_PER_DAY = 86_400;

const TYPES: Record<string, ColumnType> = {
  Bool: 'boolean',
  Int8: 'integer',
  Int16: 'integer',
  Int32: 'integer',
  Int64: 'integer',
  UInt8: 'integer',
  UInt16: 'integer',
  UInt32: 'integer',
  UInt64: 'integer',
  Float32: 'number',
  Float64: 'number',
  Decimal: 'number',
  Utf8: 'text',
  String: 'text',
  Categorical: 'text',
  Date: 'date',
  Datetime: 'timestamp',
  Null: 'text',
};

/** The schema of a frame in oads' column types; a nested or binary column is refused by name. */
export function frameSchema(frame: DataFrame): Schema {
  const dtypes = frame.dtypes;
  return frame.columns.map((name, index) => {
    const dtype = dtypes[index];
    const type = TYPES[dtype.variant];
    if (!type) {
      throw new SourceError(
        'OADS_COLUMN_TYPE',
        `column "${name}": expected one of ${[...new Set(Object.values(TYPES))].join(', ')}, got ${dtype.variant}`,
        {
          hint: 'flatten or drop the column before loading it, for example with `columns` in the source options',
        },
      );
    }
    return { name, type };
  });
}

/** One column as typed arrays; with `chosen` (their indexes) only some rows of it. */
export function frameToColumn(pl: Polars, frame: DataFrame, field: Field, chosen?: NativeSeries): Column {
  const whole = nativeColumn(frame, field.name);
  const series = chosen ? whole.takeWithSeries(chosen) : whole;
  const rows = series.len();
  const nulls = series.nullCount();
  const valid = nulls > 0 ? (series.isNotNull().cast(pl.UInt8, false).toTypedArray() as Uint8Array) : undefined;
  switch (field.type) {
    case 'text':
      return toTextColumn(pl, series, rows, valid);
    case 'boolean':
      return { type: 'boolean', values: toDense(series, pl.UInt8, nulls) as Uint8Array, valid };
    case 'integer':
      return { type: 'integer', values: toDense(series, pl.Int64, nulls) as BigInt64Array, valid };
    case 'number':
      return { type: 'number', values: toDense(series, pl.Float64, nulls) as Float64Array, valid };
    case 'date':
      return {
        type: 'date',
        values: (toDense(series.cast(pl.Int32, false), pl.Float64, nulls) as Float64Array).map(midnightOf),
        valid,
      };
    case 'timestamp': {
      const unit = (frame.dtypes[frame.columns.indexOf(field.name)] as { timeUnit?: string }).timeUnit ?? 'us';
      // Nanoseconds since 1970 do not fit a float64: they are cut to microseconds while they are integers.
      const ticks = unit === 'ns' ? series.cast(pl.Datetime('us'), false) : series;
      const values = toDense(ticks.cast(pl.Int64, false), pl.Float64, nulls) as Float64Array;
      if (unit === 'ms') return { type: 'timestamp', values: values.map(microsOfMillis), valid };
      if (values.every(Number.isSafeInteger)) return { type: 'timestamp', values, valid };
      const exact = toDense(ticks.cast(pl.Int64, false), pl.Int64, nulls) as BigInt64Array;
      return { type: 'timestamp', values: Float64Array.from(exact, cutInteger), valid };
    }
  }
}

/**
 * Casts, then fills nulls with zero, which is exact on a Series; an expression with a literal 0 would make 64-bit
 * integers floats on the way, and costs milliseconds to build.
 */
function toDense(series: NativeSeries, type: PolarsType, nulls: number): ArrayBufferView {
  const cast = series.cast(type, false);
  if (cast.nullCount() > nulls) {
    throw new SourceError('OADS_COLUMN_TYPE', `column "${series.name}": expected 64-bit signed integers, got values beyond them`, {
      hint: 'store the column as text or as a smaller integer',
    });
  }
  return (nulls > 0 ? cast.fillNull('zero') : cast).toTypedArray() as ArrayBufferView;
}

/** The last day that a date may be is the day of the last second. */
function midnightOf(days: number): number {
  return Math.floor(cutMicros(days * SECONDS_PER_DAY, 0) / MICROS_PER_DAY) * MICROS_PER_DAY;
}

function microsOfMillis(millis: number): number {
  const seconds = Math.floor(millis / 1000);
  return cutMicros(seconds, (millis - seconds * 1000) * 1000);
}

/**
 * Polars' hash table of categories is process-wide and never shrinks, so that columns of many distinct texts are not
 * put into it; theirs would all become strings of the dictionary anyway.
 */
const MAX_CATEGORIES = 1024;

/** Polars' categorical codes are process-wide; they are renumbered by first appearance within the batch. */
function toTextColumn(pl: Polars, series: NativeSeries, rows: number, valid: Uint8Array | undefined): Column {
  const codes = new Uint32Array(rows);
  const nulls = series.nullCount();
  if (rows === 0 || nulls === rows) return { type: 'text', codes, dictionary: rows === 0 ? [] : [''], valid };
  if (series.nUnique() > MAX_CATEGORIES) return codeStrings(series.cast(pl.Utf8, false).toArray() as (string | null)[], valid);
  const physical = toDense(series.cast(pl.Categorical, false), pl.UInt32, nulls) as Uint32Array;
  let lowest = 0xffffffff;
  let highest = 0;
  for (let row = 0; row < rows; row++) {
    if (valid && valid[row] === 0) continue;
    if (physical[row] < lowest) lowest = physical[row];
    if (physical[row] > highest) highest = physical[row];
  }
  /** 0: not seen yet, else one more than the code. */
  const renumbered = new Uint32Array(highest - lowest + 1);
  const firstRows: number[] = [];
  for (let row = 0; row < rows; row++) {
    if (valid && valid[row] === 0) continue;
    const seen = physical[row] - lowest;
    if (renumbered[seen] === 0) renumbered[seen] = firstRows.push(row);
    codes[row] = renumbered[seen] - 1;
  }
  const dictionary = series
    .takeWithSeries(nativeIndexes(pl, Uint32Array.from(firstRows)))
    .cast(pl.Utf8, false)
    .toArray() as string[];
  return { type: 'text', codes, dictionary, valid };
}

function codeStrings(strings: readonly (string | null)[], valid: Uint8Array | undefined): Column {
  const codes = new Uint32Array(strings.length);
  const known = new Map<string, number>();
  for (let row = 0; row < strings.length; row++) {
    const text = strings[row];
    if (text === null) continue;
    const code = known.get(text) ?? known.size;
    if (code === known.size) known.set(text, code);
    codes[row] = code;
  }
  return { type: 'text', codes, dictionary: [...known.keys()], valid };
}

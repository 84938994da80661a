import type { Batch } from './batch.ts';
import { columnsToFrame } from './columns-to-frame.ts';
import { frameOf, nativeColumn } from './native-series.ts';
import { type DataFrame, polars } from './polars.ts';
import type { Column, ColumnType } from './types.ts';

const DTYPES: Record<ColumnType, readonly string[]> = {
  boolean: ['Bool'],
  integer: ['Int64'],
  number: ['Float64'],
  text: ['Utf8', 'String'],
  date: ['Date'],
  timestamp: [],
};

/**
 * The batch's frame with one Polars type per column type, so that batches of one source can be put into one file
 * although some held, say, a categorical or an all-null column.
 */
export function canonicalFrame(batch: Batch): DataFrame {
  const { frame, schema, rows } = batch;
  const dtypes = frame.dtypes;
  const others = schema.filter(({ type }, index) => !isCanonical(dtypes[index], type));
  if (others.length === 0) return frame;
  const pl = polars();
  const columns = new Map<string, Column>(others.map(({ name }) => [name, batch.column(name)]));
  const converted = columnsToFrame(pl, others, columns, rows);
  return frameOf(
    pl,
    schema.map(({ name }) => nativeColumn(columns.has(name) ? converted : frame, name)),
  );
}

function isCanonical(dtype: { variant: string }, type: ColumnType): boolean {
  const { timeUnit, timeZone } = dtype as { timeUnit?: string; timeZone?: string | null };
  if (type === 'timestamp') return dtype.variant === 'Datetime' && timeUnit === 'us' && !timeZone;
  return DTYPES[type].includes(dtype.variant);
}

import { resolve } from 'node:path';
import { type Static, Type } from 'typebox';
import { SourceError } from '../errors.ts';
import type { Batch } from '../frame/batch.ts';
import { cellAt } from '../frame/cell.ts';
import { FILE_FORMATS } from '../frame/file-format.ts';
import { listNames } from '../frame/list-names.ts';
import { type CastColumn, castColumn } from '../frame/parse/cast-column.ts';
import { readFile } from '../frame/read/read-file.ts';
import type { FindHeader } from '../frame/read/read-options.ts';
import type { TimeColumn } from '../frame/types.ts';
import type { LoadContext, Loader } from './loader.ts';

export const FileLoaderOptions = Type.Object(
  {
    path: Type.String({ minLength: 1, description: 'The file; relative to the config file' }),
    format: Type.Optional(
      Type.Union(
        FILE_FORMATS.map((format) => Type.Literal(format)),
        { description: 'By content where it is not given' },
      ),
    ),
    columns: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { minItems: 1, description: 'The columns to read; all by default' })),
    skip_rows: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 100, description: 'Rows below the header of a CSV that are no data, such as HXL tags or units' }),
    ),
  },
  { additionalProperties: false },
);

export type FileOptions = Static<typeof FileLoaderOptions>;

/** Rows come in the order of the file. With a window, rows whose time lies in it, and those without a readable time. */
export const fileLoader: Loader = {
  name: 'file',
  description: 'Reads a Parquet, Arrow IPC, CSV or NDJSON file',
  options: FileLoaderOptions,
  load: (options, context) => loadFile(options as FileOptions, context),
};

/** `findHeader`: for a CSV whose header is not simply its first record. */
export async function* loadFile(
  { path, format, columns, skip_rows: skipRows }: FileOptions,
  context: LoadContext,
  findHeader?: FindHeader,
): AsyncGenerator<Batch> {
  const { window, batchRows, contract, signal, baseDir } = context;
  const file = resolve(baseDir, path);
  const batches = readFile(file, {
    format,
    columns: columns && window && !columns.includes(window.column) ? [...columns, window.column] : columns,
    batchRows,
    contract:
      window && !contract.some(({ name }) => name === window.column) ? [...contract, { name: window.column, type: 'timestamp' }] : contract,
    hides: context.hides,
    skipRows,
    findHeader,
    signal,
    warn: (message) => context.warn(message),
    expectRows: window ? undefined : (rows) => context.expectRows?.(rows),
  });
  yield* window ? selectWindow(file, batches, window, context) : batches;
}

/** A row without a readable time is handed on, for the contract and the checks to judge. */
async function* selectWindow(
  file: string,
  batches: AsyncIterable<Batch>,
  window: NonNullable<LoadContext['window']>,
  { contract }: LoadContext,
): AsyncGenerator<Batch> {
  const from = Date.parse(window.from) * 1000;
  const to = Date.parse(window.to) * 1000;
  const isContracted = contract.some(({ name }) => name === window.column);
  let empty: Batch | undefined;
  let offset = 0;
  let readable = 0;
  let unreadable = 0;
  for await (const batch of batches) {
    const { column, failures } = readTimes(file, batch, window.column);
    if (failures && !isContracted) throw unreadableTime(file, batch, window.column, failures.indexOf(1));
    const { values, valid } = column as TimeColumn;
    const mask = new Uint8Array(batch.rows);
    let kept = 0;
    for (let row = 0; row < mask.length; row++) {
      const isTime = !valid || valid[row] === 1;
      if (isTime) readable++;
      else if (failures?.[row] === 1) unreadable++;
      if (isTime && !(values[row] >= from && values[row] < to)) continue;
      mask[row] = 1;
      kept++;
    }
    const selected = (kept === batch.rows ? batch : batch.select(mask)).withOffset(offset);
    if (kept === 0) empty ??= selected;
    else yield selected;
    offset += kept;
  }
  if (readable === 0 && unreadable > 0) throw noTimes(file, window.column, `${unreadable} values of which none reads as one`);
  if (offset === 0 && empty) yield empty;
}

function readTimes(file: string, batch: Batch, name: string): CastColumn {
  if (!batch.has(name)) {
    throw new SourceError(
      'OADS_COLUMN_MISSING',
      `${file}: expected the window's column "${name}", got ${listNames(batch.schema.map((field) => field.name))}`,
    );
  }
  const column = batch.column(name);
  const cast = castColumn(column, 'timestamp');
  if (!cast) throw noTimes(file, name, column.type);
  return cast;
}

function noTimes(file: string, name: string, got: string): SourceError {
  return new SourceError('OADS_COLUMN_TYPE', `${file}: expected times in the window's column "${name}", got ${got}`, {
    hint: 'name a column of ISO 8601 times as the window',
  });
}

function unreadableTime(file: string, batch: Batch, name: string, row: number): SourceError {
  const got = JSON.stringify(cellAt(batch.column(name), row));
  return new SourceError(
    'OADS_COLUMN_TYPE',
    `${file}: row ${batch.offset + row + 1}: expected a time in the window's column "${name}", got ${got}`,
    { hint: `give "${name}" the type timestamp in the contract, whose check counts such values` },
  );
}

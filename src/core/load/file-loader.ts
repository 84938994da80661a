import { resolve } from 'node:path';
import { type Static, Type } from 'typebox';
import { SourceError } from '../errors.ts';
import type { Batch } from '../frame/batch.ts';
import { castColumn } from '../frame/cast-column.ts';
import { FILE_FORMATS } from '../frame/file-format.ts';
import { readFile } from '../frame/read-file.ts';
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
  },
  { additionalProperties: false },
);

/** Rows come in the order of the file. With a window, only rows whose time lies in it; rows without a readable time are left out and warned of. */
export const fileLoader: Loader = {
  name: 'file',
  description: 'Reads a Parquet, Arrow IPC, CSV or NDJSON file',
  options: FileLoaderOptions,
  load: (options, context) => loadFile(options as Static<typeof FileLoaderOptions>, context),
};

async function* loadFile({ path, format, columns }: Static<typeof FileLoaderOptions>, context: LoadContext): AsyncGenerator<Batch> {
  const { window, batchRows, contract, signal, baseDir } = context;
  const file = resolve(baseDir, path);
  const batches = readFile(file, {
    format,
    columns: columns && window && !columns.includes(window.column) ? [...columns, window.column] : columns,
    batchRows,
    contract:
      window && !contract.some(({ name }) => name === window.column) ? [...contract, { name: window.column, type: 'timestamp' }] : contract,
    signal,
    warn: (message) => context.warn(message),
    expectRows: window ? undefined : (rows) => context.expectRows?.(rows),
  });
  yield* window ? selectWindow(file, batches, window, context) : batches;
}

async function* selectWindow(
  file: string,
  batches: AsyncIterable<Batch>,
  window: NonNullable<LoadContext['window']>,
  context: LoadContext,
): AsyncGenerator<Batch> {
  const from = Date.parse(window.from) * 1000;
  const to = Date.parse(window.to) * 1000;
  let empty: Batch | undefined;
  let offset = 0;
  let timeless = 0;
  for await (const batch of batches) {
    const { values, valid } = readTimes(file, batch, window.column);
    const mask = new Uint8Array(batch.rows);
    let kept = 0;
    for (let row = 0; row < mask.length; row++) {
      if (valid && valid[row] === 0) timeless++;
      else if (values[row] >= from && values[row] < to) {
        mask[row] = 1;
        kept++;
      }
    }
    const selected = (kept === batch.rows ? batch : batch.select(mask)).withOffset(offset);
    if (kept === 0) empty ??= selected;
    else yield selected;
    offset += kept;
  }
  if (offset === 0 && empty) yield empty;
  if (timeless > 0) context.warn(`${file}: ${timeless} rows were left out because "${window.column}" holds no time there`);
}

function readTimes(file: string, batch: Batch, name: string): TimeColumn {
  if (!batch.has(name)) {
    throw new SourceError(
      'OADS_COLUMN_MISSING',
      `${file}: expected the window's column "${name}", got ${batch.schema.map((field) => field.name).join(', ')}`,
    );
  }
  const column = batch.column(name);
  const cast = castColumn(column, 'timestamp');
  if (cast) return cast.column as TimeColumn;
  throw new SourceError('OADS_COLUMN_TYPE', `${file}: expected times in the window's column "${name}", got ${column.type}`, {
    hint: 'name a column of ISO 8601 times as the window',
  });
}

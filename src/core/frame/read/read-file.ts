import { SourceError, throwIfAborted } from '../../errors.ts';
import type { Batch } from '../batch.ts';
import type { FileFormat } from '../file-format.ts';
import { type ContentFormat, detectFormat } from './detect-format.ts';
import { type OpenBytes, openBytes } from './open-bytes.ts';
import { checkPages } from './parquet/check-pages.ts';
import { readArrow } from './read-arrow.ts';
import { readArrowStream } from './read-arrow-stream.ts';
import { readCsv } from './read-csv.ts';
import { readNdjson } from './read-ndjson.ts';
import type { ReadOptions } from './read-options.ts';
import { readParquet } from './read-parquet.ts';
import { cannotScan } from './read-slices.ts';

export interface ReadFileOptions extends ReadOptions {
  /** By content where it is not given. */
  readonly format?: FileFormat;
  /** Bytes per read. */
  readonly chunkBytes?: number;
}

/**
 * Reads a Parquet, Arrow IPC, CSV or NDJSON file (the last two also as gzip, and from a pipe) in batches of at most
 * `batchRows` rows with running offsets; a file without records gives one batch of 0 rows. Throws SourceError, one
 * line with a hint, for a file that is missing, unreadable, empty, damaged, or of another format.
 */
export async function* readFile(path: string, options: ReadFileOptions): AsyncGenerator<Batch> {
  const file = await openBytes(path, options);
  let scanned = false;
  try {
    const format = detectFormat(file.head, options.format);
    scanned = format === 'parquet' || format === 'arrow';
    if (options.skipRows && format !== 'csv') {
      throw new SourceError('OADS_SOURCE_FORMAT', `${path}: expected CSV for \`skip_rows\`, got ${format}`, {
        hint: 'only CSV has rows below its header that are no data: leave skip_rows out',
      });
    }
    for await (const batch of readOpened(path, file, format, options)) {
      if (batch.schema.length === 0) throw new SourceError('OADS_SOURCE_EMPTY', `${path}: expected columns, got none`, EMPTY_HINT);
      if (batch.schema.length > MAX_COLUMNS) throw tooWide(path, batch.schema.length);
      yield batch;
    }
    await file.refuseChange(scanned);
  } catch (error) {
    // What looks damaged may only be half written.
    if (error instanceof SourceError && error.code !== 'OADS_SOURCE_CHANGED') await file.refuseChange(scanned);
    throw error instanceof SourceError ? prefixed(path, error) : error;
  } finally {
    await file.close();
  }
}

async function* readCheckedParquet(path: string, options: ReadOptions): AsyncGenerator<Batch> {
  await checkPages(path, options.signal).catch((error) => {
    throwIfAborted(options.signal);
    throw cannotScan(path, 'Parquet', error);
  });
  yield* readParquet(path, options);
}

/** A column costs about a millisecond a batch, however short: more of them look like a hang. */
const MAX_COLUMNS = 10_000;

function tooWide(path: string, columns: number): SourceError {
  return new SourceError('OADS_SOURCE_FORMAT', `${path}: expected at most ${MAX_COLUMNS} columns, got ${columns}`, {
    hint: 'name those that are needed as `columns` in the source options',
  });
}

const EMPTY_HINT = { hint: 'check that whatever writes the file has finished' };

function readOpened(path: string, file: OpenBytes, format: ContentFormat, options: ReadFileOptions): AsyncGenerator<Batch> {
  switch (format) {
    case 'csv':
      return readCsv(path, file.chunks, options);
    case 'ndjson':
      return readNdjson(path, file.chunks, options);
    case 'arrow-stream':
      return readArrowStream(path, file.chunks, options);
    default:
      if (!file.seekable) {
        throw new SourceError(
          'OADS_SOURCE_FORMAT',
          `${path}: expected ${format} as a plain file, got it ${file.gzip ? 'inside gzip' : 'from a pipe'}`,
          {
            hint: file.gzip ? 'unpack it first' : 'write it to a file first, or use the Arrow IPC stream format',
          },
        );
      }
      return format === 'parquet' ? readCheckedParquet(path, options) : readArrow(path, options);
  }
}

function prefixed(path: string, error: SourceError): SourceError {
  const { code, message, hint, details, cause, outage } = error;
  return message.startsWith(path) ? error : new SourceError(code, `${path}: ${message}`, { hint, details, cause, outage });
}

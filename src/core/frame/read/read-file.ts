import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isSystemError, SourceError, throwIfAborted, toStoreError } from '../../errors.ts';
import type { Batch } from '../batch.ts';
import type { FileFormat } from '../file-format.ts';
import { type ContentFormat, detectFormat } from './detect-format.ts';
import { type OpenBytes, openBytes, openStream } from './open-bytes.ts';
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
  /** An existing directory for what Polars cannot read from a pipe; without it, that is refused. */
  readonly scratchDir?: string;
}

/**
 * Reads a Parquet, Arrow IPC, CSV or NDJSON file (the last two also as gzip, and from a pipe) in batches of at most
 * `batchRows` rows with running offsets; a file without records gives one batch of 0 rows. Throws SourceError, one
 * line with a hint, for a file that is missing, unreadable, empty, damaged, or of another format.
 */
export async function* readFile(path: string, options: ReadFileOptions): AsyncGenerator<Batch> {
  yield* readBytes(path, await openBytes(path, options), options);
}

/** The same from a stream that is open already, such as stdin. `name` is for messages. */
export async function* readStream(name: string, stream: Readable, options: ReadFileOptions): AsyncGenerator<Batch> {
  const bytes = await openStream(name, stream, options);
  if (bytes.head.length === 0) {
    await bytes.close();
    throw new SourceError('OADS_SOURCE_EMPTY', `${name}: expected rows, got nothing`, {
      hint: 'if a stage before refused them or failed, look at what it said; in a shell, `set -o pipefail` keeps its exit code',
    });
  }
  try {
    yield* readBytes(name, bytes, options);
  } catch (error) {
    if (!(error instanceof SourceError) || !error.hint?.endsWith(CUT_HINT)) throw error;
    const { code, message, details, cause } = error;
    throw new SourceError(code, message, { hint: `the stage before stopped half-way: look at what it said`, details, cause });
  }
}

/** How the readers end their advice on what is torn. */
const CUT_HINT = 'it is cut short or damaged';

async function* readBytes(path: string, file: OpenBytes, options: ReadFileOptions): AsyncGenerator<Batch> {
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
      if (!file.seekable && options.scratchDir !== undefined) return readSpooled(path, file.chunks, format, options.scratchDir, options);
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

/** Parquet and Arrow files have what tells where everything is at their end: they are written to a scratch file first. */
async function* readSpooled(
  name: string,
  chunks: AsyncIterable<Buffer>,
  format: 'parquet' | 'arrow',
  scratchDir: string,
  options: ReadOptions,
): AsyncGenerator<Batch> {
  const spool = join(scratchDir, `piped.${format}`);
  try {
    await pipeline(Readable.from(chunks), createWriteStream(spool, { mode: 0o600 }), { signal: options.signal });
    yield* format === 'parquet' ? readCheckedParquet(spool, options) : readArrow(spool, options);
  } catch (error) {
    throwIfAborted(options.signal);
    if (error instanceof SourceError) {
      const { code, message, hint, details, cause, outage } = error;
      throw new SourceError(code, message.replaceAll(spool, name), { hint, details, cause, outage });
    }
    throw isSystemError(error) ? toStoreError(error, `${name}: ${format} from a pipe could not be kept in ${scratchDir}`) : error;
  } finally {
    await rm(spool, { force: true });
  }
}

function prefixed(path: string, error: SourceError): SourceError {
  const { code, message, hint, details, cause, outage } = error;
  return message.startsWith(path) ? error : new SourceError(code, `${path}: ${message}`, { hint, details, cause, outage });
}

import { SourceError } from '../../errors.ts';
import type { Batch } from '../batch.ts';
import type { FileFormat } from '../file-format.ts';
import { detectFormat } from './detect-format.ts';
import { type OpenBytes, openBytes } from './open-bytes.ts';
import { readArrow } from './read-arrow.ts';
import { readArrowStream } from './read-arrow-stream.ts';
import { readCsv } from './read-csv.ts';
import { readNdjson } from './read-ndjson.ts';
import type { ReadOptions } from './read-options.ts';
import { readParquet } from './read-parquet.ts';

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
  const file = await openBytes(path, options.chunkBytes);
  try {
    yield* readOpened(path, file, options);
  } finally {
    file.close();
  }
}

function readOpened(path: string, file: OpenBytes, options: ReadFileOptions): AsyncGenerator<Batch> {
  const format = detect(path, file.head, options.format);
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
      return format === 'parquet' ? readParquet(path, options) : readArrow(path, options);
  }
}

function detect(path: string, head: Buffer, expected?: FileFormat): ReturnType<typeof detectFormat> {
  try {
    return detectFormat(head, expected);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const { code, message, hint, cause } = error;
    throw new SourceError(code, `${path}: ${message}`, { hint, cause });
  }
}

import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, SourceError, StoreError, throwIfAborted } from '../errors.ts';
import { Batch } from './batch.ts';
import { canonicalFrame } from './canonical-frame.ts';
import { type DataFrame, loadPolars } from './polars.ts';

const PART = /^part-\d{6,}\.parquet$/;

export interface WritePartOptions {
  /** Waits until the part is on disk, so that it outlives a power failure. */
  readonly durable?: boolean;
}

/** Writes one batch as `part-000000.parquet` (zstd, readable by the owner only) into an existing directory; returns its path. */
export async function writePart(dir: string, index: number, batch: Batch, { durable = false }: WritePartOptions = {}): Promise<string> {
  const path = join(dir, partName(index));
  try {
    // Polars keeps the mode of a file that exists.
    await writeFile(path, '', { mode: 0o600 });
    const sink = canonicalFrame(batch).lazy().sinkParquet(path, { compression: 'zstd', maintainOrder: true, syncOnClose: durable ? 'all' : 'none' });
    await sink.collect({ streaming: true });
  } catch (error) {
    throw new StoreError('OADS_STORE_WRITE', `${path}: ${messageOf(error)}`, { hint: 'check the directory and the space on its disk', cause: error });
  }
  return path;
}

export function partName(index: number): string {
  return `part-${String(index).padStart(6, '0')}.parquet`;
}

/** The paths of a directory's parts, in order. */
export async function listParts(dir: string): Promise<string[]> {
  const names = await readdir(dir).catch((error) => {
    throw new SourceError('OADS_SOURCE_MISSING', `${dir}: ${messageOf(error)}`, { cause: error });
  });
  // By number: names get longer after a million parts.
  const indexOf = (name: string) => Number(name.slice(5, -8));
  const parts = names.filter((name) => PART.test(name)).sort((one, other) => indexOf(one) - indexOf(other));
  return parts.map((name) => join(dir, name));
}

export interface ReadPartsOptions {
  /** The columns to read, in this order; all of them by default. */
  readonly columns?: readonly string[];
  readonly signal?: AbortSignal;
}

/** Reads the parts back one batch a part, with running offsets, the next part while this one is in use. */
export async function* readParts(dir: string, { columns, signal }: ReadPartsOptions = {}): AsyncGenerator<Batch> {
  const pl = await loadPolars();
  const read = async (path: string): Promise<DataFrame> => {
    try {
      const scan = pl.scanParquet(path, { glob: false, hivePartitioning: false });
      return await (columns ? scan.select(...columns) : scan).collect();
    } catch (error) {
      throw new SourceError('OADS_SOURCE_FORMAT', `${path}: ${messageOf(error)}`, { hint: 'load the records again: this copy is damaged', cause: error });
    }
  };
  const paths = await listParts(dir);
  let next = paths.length > 0 ? read(paths[0]) : undefined;
  let offset = 0;
  try {
    for (let index = 0; next; index++) {
      throwIfAborted(signal);
      const frame: DataFrame = await next;
      next = index + 1 < paths.length ? read(paths[index + 1]) : undefined;
      // Reported when it is awaited; until then it must not count as unhandled.
      next?.catch(() => {});
      yield Batch.fromFrame(frame, offset);
      offset += frame.height;
    }
  } finally {
    // Polars aborts the process if a file that it is reading is cut or removed: nobody may think that we are done.
    await next?.catch(() => {});
  }
}

import { writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, SourceError, toStoreError } from '../errors.ts';
import type { Batch } from './batch.ts';
import { canonicalFrame } from './canonical-frame.ts';
import { readParquet } from './read/read-parquet.ts';
import { sinkFrame } from './write/sink-frame.ts';

const PART = /^part-\d{6,}\.parquet$/;

/**
 * Writes one batch as `part-000000.parquet` (zstd, readable by the owner only) into an existing directory; returns its path.
 * The disk may not have it yet: who relies on it synchronises the file.
 */
export async function writePart(dir: string, index: number, batch: Batch): Promise<string> {
  const path = join(dir, partName(index));
  try {
    // Polars keeps the mode of a file that exists.
    writeFileSync(path, '', { mode: 0o600 });
    await sinkFrame(canonicalFrame(batch).lazy(), path, { format: 'parquet', isSynced: false });
  } catch (error) {
    throw toStoreError(error, `${path} could not be written`);
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

/** Reads the parts back one batch a part, with running offsets. Memory is a part. */
export async function* readParts(dir: string, { columns, signal }: ReadPartsOptions = {}): AsyncGenerator<Batch> {
  let offset = 0;
  for (const path of await listParts(dir)) {
    for await (const batch of readParquet(path, { batchRows: Number.POSITIVE_INFINITY, columns, signal })) {
      yield batch.withOffset(offset);
      offset += batch.rows;
    }
  }
}

import { type FileHandle, mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { BugError, StoreError, toStoreError } from '../../errors.ts';
import type { Batch } from '../batch.ts';
import type { FileFormat } from '../file-format.ts';
import { listParts, writePart } from '../part-store.ts';
import { loadPolars } from '../polars.ts';
import { encodeCsv } from './encode-csv.ts';
import { encodeNdjson } from './encode-ndjson.ts';
import { sinkFrame } from './sink-frame.ts';
import { sweepLeftovers } from './sweep-leftovers.ts';

/** Writes batches of one schema, in order, into one file. */
export interface BatchWriter {
  write(batch: Batch): Promise<void>;
  /** Puts the finished file in its place. */
  close(): Promise<void>;
  /** Leaves what was at the path before. Never throws: there is another error to be told. */
  abort(): Promise<void>;
}

/**
 * Opens `<path>.tmp-<pid>` (readable by the owner only), which replaces `path` on `close`. A path that is a device or a
 * pipe is written to as it is. Throws StoreError where that cannot be done.
 */
export async function openWriter(path: string, format: FileFormat): Promise<BatchWriter> {
  const target = await realpath(path).catch(() => path);
  const info = await stat(target).catch(() => undefined);
  if (info?.isDirectory())
    throw new StoreError('OADS_STORE_WRITE', `${path}: expected a file, got a directory`, { hint: 'name a file in it' });
  const special = info !== undefined && !info.isFile();
  const temporary = special ? target : `${target}.tmp-${process.pid}`;
  if (!special) await sweepLeftovers(target);
  if (format === 'csv' || format === 'ndjson') return guarded(path, await openText(path, temporary, target, format));
  if (special) {
    throw new StoreError('OADS_STORE_WRITE', `${path}: expected a plain file for ${format}, got a device or a pipe`, {
      hint: 'use csv or ndjson',
    });
  }
  return guarded(path, await openColumnar(path, temporary, target, format));
}

async function openText(path: string, temporary: string, target: string, format: 'csv' | 'ndjson'): Promise<BatchWriter> {
  const file: FileHandle = await open(temporary, 'w', 0o600).catch((error) => {
    throw cannotWrite(path, error);
  });
  let started = false;
  return {
    async write(batch) {
      const bytes = format === 'csv' ? encodeCsv(batch, !started) : encodeNdjson(batch);
      started = true;
      await file.writeFile(bytes);
    },
    async close() {
      if (temporary !== target) await file.sync();
      await file.close();
      if (temporary !== target) await rename(temporary, target);
    },
    async abort() {
      await file.close().catch(() => {});
      if (temporary !== target) await rm(temporary, { force: true }).catch(() => {});
    },
  };
}

/**
 * Polars cannot append to a file: batches go into part files beside the target, which its streaming engine joins on
 * `close`. Memory is bounded by a few batches; the disk holds the data twice until then.
 */
async function openColumnar(path: string, temporary: string, target: string, format: 'parquet' | 'arrow'): Promise<BatchWriter> {
  const pl = await loadPolars();
  const parts = `${temporary}.parts`;
  await rm(parts, { recursive: true, force: true });
  await mkdir(parts, { mode: 0o700 }).catch((error) => {
    throw cannotWrite(path, error);
  });
  let written = 0;
  return {
    async write(batch) {
      await writePart(parts, written, batch);
      written++;
    },
    async close() {
      if (written === 0) throw new BugError(`${path}: no batch was written, not even one of 0 rows`);
      const paths = await listParts(parts);
      await (await open(temporary, 'w', 0o600)).close();
      const scans = paths.map((part) => pl.scanParquet(part, { glob: false, hivePartitioning: false }));
      const all = scans.length === 1 ? scans[0] : pl.concat(scans);
      await sinkFrame(all, temporary, { format, isSynced: true });
      await rm(parts, { recursive: true, force: true });
      await rename(temporary, target);
    },
    async abort() {
      await rm(parts, { recursive: true, force: true }).catch(() => {});
      await rm(temporary, { force: true }).catch(() => {});
    },
  };
}

/** Any failure is one StoreError, and leaves nothing behind. */
function guarded(path: string, writer: BatchWriter): BatchWriter {
  const guard = async (work: Promise<void>) => {
    try {
      await work;
    } catch (error) {
      await writer.abort();
      throw error instanceof BugError ? error : cannotWrite(path, error);
    }
  };
  return { write: (batch) => guard(writer.write(batch)), close: () => guard(writer.close()), abort: () => writer.abort() };
}

function cannotWrite(path: string, error: unknown): StoreError {
  return toStoreError(error, `${path} could not be written`, 'name another file');
}

import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SourceError } from '../../errors.ts';
import type { Batch } from '../batch.ts';
import type { FileFormat } from '../file-format.ts';
import type { Schema } from '../types.ts';
import { openArrowStreamEncoder } from './encode-arrow-stream.ts';
import { encodeCsv } from './encode-csv.ts';
import { encodeNdjson } from './encode-ndjson.ts';
import { type BatchWriter, openWriter } from './write-file.ts';

/** Where bytes go, one piece after the other. */
export interface ByteSink {
  /** Resolves once the bytes are handed on, and they may be written over: to wait for it is to honour back-pressure. */
  write(bytes: Uint8Array): Promise<void>;
}

/**
 * Writes batches of one schema to a stream, each at once: Arrow is the IPC streaming format. Parquet has what tells where
 * everything is at its end: it is written to `scratchDir` first. After `abort` an Arrow stream lacks its end mark, so that
 * nobody takes it for whole; of CSV and NDJSON nobody can tell.
 */
export async function openStreamWriter(sink: ByteSink, format: FileFormat, scratchDir: string): Promise<BatchWriter> {
  return format === 'parquet' ? openSpooled(sink, scratchDir) : openDirect(sink, format);
}

function openDirect(sink: ByteSink, format: Exclude<FileFormat, 'parquet'>): BatchWriter {
  const arrow = format === 'arrow' ? openArrowStreamEncoder() : undefined;
  let schema: Schema | undefined;
  return {
    async write(batch) {
      const isFirst = schema === undefined;
      schema ??= batch.schema;
      refuseOtherTypes(batch, schema);
      if (arrow) await sink.write(await arrow.encode(batch));
      else await sink.write(format === 'csv' ? encodeCsv(batch, isFirst) : encodeNdjson(batch));
    },
    async close() {
      if (arrow) await sink.write(arrow.end());
    },
    async abort() {},
  };
}

async function openSpooled(sink: ByteSink, scratchDir: string): Promise<BatchWriter> {
  const spool = join(scratchDir, 'out.parquet');
  const writer = await openWriter(spool, 'parquet');
  return {
    write: (batch) => writer.write(batch),
    async close() {
      await writer.close();
      for await (const chunk of createReadStream(spool, { highWaterMark: CHUNK_BYTES })) await sink.write(chunk as Buffer);
      await rm(spool, { force: true });
    },
    abort: () => writer.abort(),
  };
}

/** A loosely typed source (NDJSON) can change its mind after rows went out. */
function refuseOtherTypes({ schema, offset }: Batch, expected: Schema): void {
  const differs = expected.find(({ name, type }, index) => schema[index]?.name !== name || schema[index].type !== type);
  if (!differs && schema.length === expected.length) return;
  const got = differs && schema.find(({ name }) => name === differs.name)?.type;
  throw new SourceError(
    'OADS_COLUMN_TYPE',
    differs
      ? `rows from ${offset + 1} on: expected column "${differs.name}" as ${differs.type}, as in the rows before, got ${got ?? 'none'}`
      : `rows from ${offset + 1} on: expected ${expected.length} columns, as in the rows before, got ${schema.length}`,
    { hint: 'put the column into the contract: its type then holds for all rows' },
  );
}

const CHUNK_BYTES = 1024 * 1024;

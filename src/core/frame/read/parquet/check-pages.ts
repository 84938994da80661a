import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { throwIfAborted } from '../../../errors.ts';
import { readThriftStruct, type ThriftStruct } from './read-thrift.ts';

/** Length of the footer, and `PAR1`. */
const TAIL_BYTES = 8;
/** A page's header is a few dozen bytes, and some values of the column where it has statistics. */
const HEADER_BYTES = [4096, 1_048_576];

/**
 * Throws Error where a page's content is not what its checksum says: Polars reads such a page without a word. A file
 * whose first page has no checksum (Polars writes none, Arrow only when asked) is left alone, as is what cannot be made
 * sense of: that is for Polars to judge. Source: parquet.thrift.
 */
export async function checkPages(path: string, signal?: AbortSignal): Promise<void> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    for (const chunk of await listColumnChunks(file, size)) {
      throwIfAborted(signal);
      if (chunk.start < 4 || chunk.length <= 0 || chunk.start + chunk.length > size || !(await checkChunk(file, chunk))) return;
    }
  } finally {
    await file.close();
  }
}

interface ColumnChunk {
  readonly column: string;
  readonly start: number;
  readonly length: number;
}

async function listColumnChunks(file: FileHandle, size: number): Promise<ColumnChunk[]> {
  if (size < 4 + TAIL_BYTES) return [];
  const length = (await read(file, size - TAIL_BYTES, 4)).readUInt32LE(0);
  if (length > size - 4 - TAIL_BYTES) return [];
  const footer = attempt(readThriftStruct, await read(file, size - TAIL_BYTES - length, length))?.struct;
  return structs(footer, 4).flatMap((rowGroup) =>
    structs(rowGroup, 1).flatMap((chunk) => {
      const metadata = chunk.get(3);
      if (!(metadata instanceof Map)) return [];
      const path = metadata.get(3);
      const start = Math.min(integer(metadata, 9), integer(metadata, 11) || Number.POSITIVE_INFINITY);
      return [{ column: Array.isArray(path) ? path.join('.') : '?', start, length: integer(metadata, 7) }];
    }),
  );
}

/** Whether all pages of the chunk had a checksum. */
async function checkChunk(file: FileHandle, { column, start, length }: ColumnChunk): Promise<boolean> {
  const end = start + length;
  for (let position = start; position < end; ) {
    const header = await readHeader(file, position, end);
    const expected = header?.struct.get(4);
    const packed = header ? integer(header.struct, 3) : 0;
    if (!header || typeof expected !== 'number' || packed < 0 || position + header.end + packed > end) return false;
    const got = crc32(await read(file, position + header.end, packed));
    if (got !== expected >>> 0) throw new Error(`a page of column "${column}" that is not what its checksum says`);
    position += header.end + packed;
  }
  return true;
}

async function readHeader(file: FileHandle, position: number, end: number): Promise<ReturnType<typeof readThriftStruct> | undefined> {
  for (const length of HEADER_BYTES) {
    const header = attempt(readThriftStruct, await read(file, position, Math.min(length, end - position)));
    if (header) return header;
  }
  return undefined;
}

async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

function structs(struct: ThriftStruct | undefined, field: number): ThriftStruct[] {
  const list = struct?.get(field);
  return Array.isArray(list) ? list.filter((item) => item instanceof Map) : [];
}

function integer(struct: ThriftStruct, field: number): number {
  const value = struct.get(field);
  return typeof value === 'number' ? value : 0;
}

function attempt<T>(parse: (bytes: Buffer) => T, bytes: Buffer): T | undefined {
  try {
    return parse(bytes);
  } catch {
    return undefined;
  }
}

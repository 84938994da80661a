import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { throwIfAborted } from '../../../errors.ts';
import { readThriftStruct, type ThriftStruct } from './read-thrift.ts';

/** Length of the footer, and `PAR1`. */
const TAIL_BYTES = 8;
/** A page's header is a few dozen bytes, and some values of the column where it has statistics. */
const HEADER_BYTES = [4096, 1_048_576];

/**
 * Throws Error where the numbers of rows in a Parquet file's footer and pages disagree, or a page is not what its checksum
 * says (Polars writes none, Arrow only when asked). Polars believes all of it: it reads some rows short, another value, or
 * ends the process where it cannot allocate what a page claims. What cannot be made sense of is left for Polars to
 * refuse. Source: parquet.thrift.
 */
export async function checkPages(path: string, signal?: AbortSignal): Promise<void> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    for (const chunk of await listColumnChunks(file, size)) {
      throwIfAborted(signal);
      if (chunk.start >= 4 && chunk.length > 0 && chunk.start + chunk.length <= size) await checkChunk(file, chunk);
    }
  } finally {
    await file.close();
  }
}

interface ColumnChunk {
  readonly column: string;
  readonly start: number;
  readonly length: number;
  readonly values: number;
}

async function listColumnChunks(file: FileHandle, size: number): Promise<ColumnChunk[]> {
  if (size < 4 + TAIL_BYTES) return [];
  const length = (await read(file, size - TAIL_BYTES, 4)).readUInt32LE(0);
  if (length > size - 4 - TAIL_BYTES) return [];
  const footer = attempt(readThriftStruct, await read(file, size - TAIL_BYTES - length, length))?.struct;
  if (footer) refuseDisagreement(footer);
  return structs(footer, 4).flatMap((rowGroup) =>
    structs(rowGroup, 1).flatMap((chunk) => {
      const metadata = chunk.get(3);
      if (!(metadata instanceof Map)) return [];
      const path = metadata.get(3);
      const start = Math.min(integer(metadata, 9), integer(metadata, 11) || Number.POSITIVE_INFINITY);
      return [{ column: Array.isArray(path) ? path.join('.') : '?', start, length: integer(metadata, 7), values: integer(metadata, 5) }];
    }),
  );
}

/** The number of rows is there three times over; Polars believes the one of them that it looks at. */
function refuseDisagreement(footer: ThriftStruct): void {
  let rows = 0;
  for (const rowGroup of structs(footer, 4)) {
    const own = integer(rowGroup, 3);
    rows += own;
    for (const chunk of structs(rowGroup, 1)) {
      const metadata = chunk.get(3);
      const path = metadata instanceof Map ? metadata.get(3) : undefined;
      // A column within another may have more values than rows, or fewer.
      if (!Array.isArray(path) || path.length !== 1) continue;
      const values = integer(metadata as ThriftStruct, 5);
      if (values !== own) throw new Error(`${values} values of column "${path[0]}" in ${own} rows`);
    }
  }
  const total = integer(footer, 3);
  if (total !== rows) throw new Error(`a footer of ${total} rows for ${rows}`);
}

async function checkChunk(file: FileHandle, { column, start, length, values }: ColumnChunk): Promise<void> {
  const end = start + length;
  let counted = 0;
  let position = start;
  while (position < end) {
    const header = await readHeader(file, position, end);
    if (!header) return;
    const { page, bytes } = describePage(header.struct);
    const unpacked = integer(header.struct, 2);
    // A dictionary's values take a byte each at least.
    const most = page === 'dictionary' ? unpacked : values - counted;
    const own = page ? integer(header.struct.get(PAGE_FIELDS[page]) as ThriftStruct, 1) : 0;
    if (own < 0 || own > most || bytes < 0 || unpacked < 0)
      throw new Error(`a page of ${own} values in ${bytes} bytes of column "${column}"`);
    if (page !== 'dictionary') counted += own;
    position += header.end;
    // Some early writers left the dictionary's header out of the length.
    if (position + bytes > end) return;
    const checksum = header.struct.get(4);
    if (typeof checksum === 'number' && crc32(await read(file, position, bytes)) !== checksum >>> 0)
      throw new Error(`a page of column "${column}" that is not what its checksum says`);
    position += bytes;
  }
  if (counted !== values) throw new Error(`pages of ${counted} values of column "${column}" for ${values}`);
}

/** The field of a page's header that holds what is of its kind only. */
const PAGE_FIELDS = { data: 5, dictionary: 7, 'data v2': 8 } as const;

function describePage(header: ThriftStruct): { page: keyof typeof PAGE_FIELDS | undefined; bytes: number } {
  const page = (Object.keys(PAGE_FIELDS) as (keyof typeof PAGE_FIELDS)[]).find((kind) => header.get(PAGE_FIELDS[kind]) instanceof Map);
  return { page, bytes: integer(header, 3) };
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

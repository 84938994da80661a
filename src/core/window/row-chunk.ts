import { Batch } from '../frame/batch.ts';
import { gatherColumn } from '../frame/select-rows.ts';
import type { Column, Schema } from '../frame/types.ts';

/** Some rows of a source with their places in it; the places ascend. */
export interface RowChunk {
  readonly rows: number;
  /** Of each row: how many rows of the source come before it. */
  readonly places: Float64Array;
  /** In an order that all chunks of a source share. */
  readonly columns: ReadonlyMap<string, Column>;
}

/** The rows of a batch at these indexes; a dictionary holds only the texts that they have. */
export function chunkOf(batch: Batch, names: readonly string[], indexes: Uint32Array): RowChunk {
  const columns = new Map(names.map((name) => [name, compactText(gatherColumn(batch.column(name), indexes))]));
  return { rows: indexes.length, places: Float64Array.from(indexes, (row) => batch.offset + row), columns };
}

export function batchOf({ rows, columns }: RowChunk): Batch {
  const schema: Schema = [...columns].map(([name, { type }]) => ({ name, type }));
  return Batch.fromColumns(schema, columns, rows);
}

function compactText(column: Column): Column {
  if (column.type !== 'text') return column;
  const { codes, dictionary, valid } = column;
  const fresh = new Map<number, number>();
  const own = new Uint32Array(codes.length);
  for (let row = 0; row < codes.length; row++) {
    if (valid && valid[row] === 0) continue;
    let code = fresh.get(codes[row]);
    if (code === undefined) fresh.set(codes[row], (code = fresh.size));
    own[row] = code;
  }
  const texts = [...fresh.keys()].map((code) => dictionary[code]);
  return { type: 'text', codes: own, dictionary: texts.length === 0 && own.length > 0 ? [''] : texts, valid };
}

/** The kinds of arrays that a chunk is written as, one after the other behind a line of JSON. */
interface ChunkHeader {
  readonly rows: number;
  readonly columns: readonly { name: string; type: Column['type']; valid: boolean; dictionary?: readonly string[] }[];
}

/** A chunk as bytes: the length of its header, the header as JSON, the arrays. */
export function encodeChunk({ rows, places, columns }: RowChunk): Buffer {
  const arrays: ArrayBufferView[] = [places];
  const described: ChunkHeader['columns'][number][] = [];
  for (const [name, column] of columns) {
    arrays.push(column.type === 'text' ? column.codes : column.values);
    if (column.valid) arrays.push(column.valid);
    const dictionary = column.type === 'text' ? { dictionary: column.dictionary } : {};
    described.push({ name, type: column.type, valid: column.valid !== undefined, ...dictionary });
  }
  const header = Buffer.from(JSON.stringify({ rows, columns: described } satisfies ChunkHeader), 'utf8');
  const body = arrays.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength));
  const sizes = Buffer.alloc(8);
  sizes.writeUInt32LE(header.length, 0);
  sizes.writeUInt32LE(
    body.reduce((sum, bytes) => sum + bytes.length, 0),
    4,
  );
  return Buffer.concat([sizes, header, ...body]);
}

/** `header` and `body` as `encodeChunk` wrote them behind their two sizes. */
export function decodeChunk(header: Buffer, body: Buffer): RowChunk {
  const { rows, columns: described } = JSON.parse(header.toString('utf8')) as ChunkHeader;
  let at = 0;
  // Copied, since a typed array of more than a byte must begin at a multiple of its size.
  const take = (bytes: number): ArrayBuffer => {
    const part = new Uint8Array(bytes);
    part.set(body.subarray(at, (at += bytes)));
    return part.buffer;
  };
  const places = new Float64Array(take(8 * rows));
  const columns = new Map<string, Column>();
  for (const { name, type, valid, dictionary = [] } of described) {
    const values = take(rows * BYTES[type]);
    const mask = valid ? new Uint8Array(take(rows)) : undefined;
    if (type === 'text') columns.set(name, { type, codes: new Uint32Array(values), dictionary, valid: mask });
    else if (type === 'integer') columns.set(name, { type, values: new BigInt64Array(values), valid: mask });
    else if (type === 'boolean') columns.set(name, { type, values: new Uint8Array(values), valid: mask });
    else columns.set(name, { type, values: new Float64Array(values), valid: mask });
  }
  return { rows, places, columns };
}

const BYTES: Record<Column['type'], number> = { integer: 8, number: 8, boolean: 1, date: 8, timestamp: 8, text: 4 };

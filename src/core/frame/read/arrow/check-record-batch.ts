import { fieldAt, int64At, itemsAt, tableAt } from './flat-buffer.ts';

/** zstd makes 128 KiB of four bytes at best, lz4 far less. */
const MAX_RATIO = 32_768;
const MAX_BLOCK_BYTES = 131_072;
/** Rows that may be claimed without a byte of values: those of columns that hold nulls only. */
const MAX_EMPTY_ROWS = 1_048_576;

/**
 * Throws Error unless the numbers in a RecordBatch table can be true of a body of `bodyLength` bytes. Polars allocates
 * what they ask for, and a failed allocation ends the process. `readBody` gives eight bytes of the body.
 * Source: Arrow Columnar Format, Message.fbs.
 */
export function checkRecordBatch(metadata: Buffer, table: number, bodyLength: number, readBody: (offset: number) => Buffer): void {
  const compressed = fieldAt(metadata, table, 3) !== 0;
  const buffers = itemsAt(metadata, table, 2, 16);
  let largest = 0;
  for (const buffer of buffers) {
    const offset = Number(metadata.readBigInt64LE(buffer));
    const length = Number(metadata.readBigInt64LE(buffer + 8));
    if (offset < 0 || length < 0 || offset + length > bodyLength) throw new Error('a column that ends after its record batch');
    const unpacked = compressed && length > 0 ? unpackedLength(length, readBody(offset)) : length;
    largest = Math.max(largest, unpacked);
  }
  const maxRows = Math.max(8 * largest, MAX_EMPTY_ROWS);
  const isPossible = (rows: number) => rows >= 0 && rows <= maxRows;
  const rows = int64At(metadata, table, 0);
  if (!isPossible(rows)) throw new Error(`a record batch of ${rows} rows in ${bodyLength} bytes`);
  const nodes = itemsAt(metadata, table, 1, 16);
  // The first column is not within another: it has as many values as there are rows, which Polars does not look at.
  if (nodes.length > 0 && Number(metadata.readBigInt64LE(nodes[0])) !== rows)
    throw new Error(`a record batch of ${rows} rows whose first column has ${metadata.readBigInt64LE(nodes[0])}`);
  for (const node of nodes) {
    const values = Number(metadata.readBigInt64LE(node));
    const nulls = Number(metadata.readBigInt64LE(node + 8));
    if (!isPossible(values) || nulls < 0 || nulls > values) throw new Error(`a column of ${values} values, ${nulls} of them null`);
  }
  for (const count of itemsAt(metadata, table, 4, 8)) {
    const views = Number(metadata.readBigInt64LE(count));
    if (views < 0 || views > buffers.length) throw new Error(`a column of ${views} buffers`);
  }
}

/** A compressed buffer starts with its length before compression; -1 stands for one that was left as it was. */
function unpackedLength(length: number, start: Buffer): number {
  if (length < 8) throw new Error('a compressed column without its length');
  const claimed = Number(start.readBigInt64LE(0));
  if (claimed === -1) return length - 8;
  if (claimed < 0 || claimed > (length - 8) * MAX_RATIO + MAX_BLOCK_BYTES)
    throw new Error(`a column of ${claimed} bytes packed into ${length}`);
  return claimed;
}

/** The RecordBatch table inside a message's header table, that of a dictionary included. */
export function recordBatchOf(metadata: Buffer, header: number, kind: 'dictionary' | 'batch'): number {
  const table = kind === 'batch' ? header : tableAt(metadata, header, 1);
  if (table === 0) throw new Error('a dictionary without values');
  return table;
}

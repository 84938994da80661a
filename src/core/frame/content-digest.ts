import { createHash, type Hash } from 'node:crypto';
import type { Batch } from './batch.ts';
import type { Column, Schema } from './types.ts';

/**
 * sha256 over the rows of a source: names, types and values, in order. It does not depend on where batches end,
 * on the file format, or on the values that lie under nulls.
 */
export class ContentDigest {
  #schema?: Schema;
  readonly #columns = new Map<string, { values: Hash; valid: Hash }>();
  #rows = 0;

  update(batch: Batch): void {
    if (!this.#schema) {
      this.#schema = batch.schema;
      for (const { name } of batch.schema) this.#columns.set(name, { values: createHash('sha256'), valid: createHash('sha256') });
    }
    for (const { name } of this.#schema) {
      const column = batch.column(name);
      const hashes = this.#columns.get(name) as { values: Hash; valid: Hash };
      hashes.values.update(column.type === 'text' ? textBytes(column, batch.rows) : valueBytes(column));
      hashes.valid.update(column.valid ?? new Uint8Array(batch.rows).fill(1));
    }
    this.#rows += batch.rows;
  }

  get rows(): number {
    return this.#rows;
  }

  hex(): string {
    const total = createHash('sha256');
    total.update(`rows ${this.#rows}\n`);
    for (const { name, type } of this.#schema ?? []) {
      const { values, valid } = this.#columns.get(name) as { values: Hash; valid: Hash };
      total.update(`${JSON.stringify(name)} ${type} ${values.copy().digest('hex')} ${valid.copy().digest('hex')}\n`);
    }
    return total.digest('hex');
  }
}

function valueBytes(column: Exclude<Column, { type: 'text' }>): Uint8Array {
  let { values } = column;
  if (column.type === 'number' && column.values.includes(Number.NaN)) {
    // 0/0 and a NaN that was read from text differ in their bits, but are the same value.
    values = column.values.map((value) => (value !== value ? Number.NaN : value));
  }
  if (column.valid?.includes(0)) {
    values = values.slice();
    for (let row = 0; row < column.valid.length; row++) {
      if (column.valid[row] === 1) continue;
      if (values instanceof BigInt64Array) values[row] = 0n;
      else values[row] = 0;
    }
  }
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** Each value as its UTF-8 bytes behind their number (uint32), a null as the number 0xffffffff. */
function textBytes(column: Extract<Column, { type: 'text' }>, rows: number): Uint8Array {
  const encoded = column.dictionary.map((text) => {
    const bytes = Buffer.from(text, 'utf8');
    const framed = Buffer.allocUnsafe(bytes.length + 4);
    framed.writeUInt32LE(bytes.length, 0);
    bytes.copy(framed, 4);
    return framed;
  });
  const nothing = Buffer.from([0xff, 0xff, 0xff, 0xff]);
  let length = 0;
  for (let row = 0; row < rows; row++) length += column.valid?.[row] === 0 ? 4 : encoded[column.codes[row]].length;
  const all = Buffer.allocUnsafe(length);
  let at = 0;
  for (let row = 0; row < rows; row++) {
    const bytes = column.valid?.[row] === 0 ? nothing : encoded[column.codes[row]];
    for (let index = 0; index < bytes.length; index++) all[at + index] = bytes[index];
    at += bytes.length;
  }
  return all;
}

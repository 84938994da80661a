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
  const { codes, dictionary, valid } = column;
  const framed = dictionary.map((text) => {
    const bytes = Buffer.from(text, 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length, 0);
    return Buffer.concat([length, bytes]);
  });
  const parts = [...framed, Buffer.from([0xff, 0xff, 0xff, 0xff])];
  // In one piece: looking up a buffer for each row would cost more than copying its bytes.
  const pool = new Uint8Array(Buffer.concat(parts));
  const starts = new Uint32Array(parts.length + 1);
  for (let part = 0; part < parts.length; part++) starts[part + 1] = starts[part] + parts[part].length;
  let length = 0;
  for (let row = 0; row < rows; row++) {
    const part = valid && valid[row] === 0 ? dictionary.length : codes[row];
    length += starts[part + 1] - starts[part];
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (let row = 0; row < rows; row++) {
    const part = valid && valid[row] === 0 ? dictionary.length : codes[row];
    for (let from = starts[part]; from < starts[part + 1]; from++) all[at++] = pool[from];
  }
  return all;
}

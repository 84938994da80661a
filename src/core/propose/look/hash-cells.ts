import type { Batch } from '../../frame/batch.ts';

/** Two 32-bit hashes a row, as one number of 53 bits. */
export interface CellHashes {
  readonly high: Uint32Array;
  readonly low: Uint32Array;
}

/** Hashes of a column's values; those of nulls are unspecified. */
export function hashCells(batch: Batch, name: string): CellHashes {
  const column = batch.column(name);
  const high = new Uint32Array(batch.rows);
  const low = new Uint32Array(batch.rows);
  if (column.type === 'text') {
    const hashes = column.dictionary.map(hashText);
    for (let row = 0; row < high.length; row++) {
      const hash = hashes[column.codes[row]];
      if (hash) [high[row], low[row]] = hash;
    }
    return { high, low };
  }
  const values = column.type === 'boolean' ? Float64Array.from(column.values) : column.values;
  const halves = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
  for (let row = 0; row < high.length; row++) {
    high[row] = mix(halves[2 * row] ^ mix(halves[2 * row + 1] + 0x9e3779b9));
    low[row] = mix(halves[2 * row + 1] ^ mix(halves[2 * row] + 0x85ebca6b));
  }
  return { high, low };
}

/** The hashes of several columns together. */
export function combineHashes(all: readonly CellHashes[]): CellHashes {
  const [first, ...rest] = all;
  const high = first.high.slice();
  const low = first.low.slice();
  for (const next of rest) {
    for (let row = 0; row < high.length; row++) {
      high[row] = mix(Math.imul(high[row], 31) ^ next.high[row]);
      low[row] = mix(Math.imul(low[row], 37) ^ next.low[row]);
    }
  }
  return { high, low };
}

export function toNumbers({ high, low }: CellHashes): Float64Array {
  return Float64Array.from(high, (value, row) => value * 2 ** 21 + (low[row] >>> 11));
}

/** FNV-1a over UTF-16 units, from two seeds. */
export function hashText(text: string): [number, number] {
  let one = 0x811c9dc5;
  let two = 0x01000193;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    one = Math.imul(one ^ unit, 0x01000193);
    two = Math.imul(two ^ (unit + 0x7f4a7c15), 0x85ebca6b);
  }
  return [mix(one), mix(two)];
}

/** The end of MurmurHash3 (A. Appleby). */
function mix(hash: number): number {
  let mixed = hash;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

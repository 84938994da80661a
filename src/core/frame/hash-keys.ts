import type { Batch } from './batch.ts';
import { markMissing } from './missing-rows.ts';
import type { Column, TextColumn } from './types.ts';

/** Two 32-bit hashes of the key of each row. A row with a missing key value is marked and its hashes mean nothing. */
export interface KeyHashes {
  readonly first: Uint32Array;
  readonly second: Uint32Array;
  readonly missing?: Uint8Array;
}

export type HashKeys = (batch: Batch, columns: readonly string[]) => KeyHashes;

/** Hashes the values of the columns of each row, in order: equal keys have equal hashes whatever batch they are in. */
export const hashKeys: HashKeys = (batch, columns) => {
  const first = new Uint32Array(batch.rows).fill(0x9747b28c);
  const second = new Uint32Array(batch.rows).fill(0x5bd1e995);
  let missing: Uint8Array | undefined;
  for (const name of columns) {
    const column = batch.column(name);
    const gaps = markMissing(column);
    if (gaps && missing) for (let row = 0; row < gaps.length; row++) missing[row] |= gaps[row];
    else missing ??= gaps;
    if (column.type === 'text') mixText(column, first, second);
    else if (column.type === 'boolean') mixBytes(column.values, first, second);
    else mixWords(column, first, second);
  }
  for (let row = 0; row < batch.rows; row++) {
    first[row] = finish(first[row]);
    second[row] = finish(second[row]);
  }
  return { first, second, missing };
};

/** Each text is hashed once, then its hashes are mixed in like a number. */
function mixText({ codes, dictionary }: TextColumn, first: Uint32Array, second: Uint32Array): void {
  const firstOf = new Int32Array(dictionary.length);
  const secondOf = new Int32Array(dictionary.length);
  for (let code = 0; code < dictionary.length; code++) {
    const text = dictionary[code];
    let a = text.length;
    let b = text.length;
    for (let at = 0; at < text.length; at += 2) {
      const pair = text.charCodeAt(at) | (at + 1 < text.length ? text.charCodeAt(at + 1) << 16 : 0);
      a = mixFirst(a, pair);
      b = mixSecond(b, pair);
    }
    firstOf[code] = finish(a);
    secondOf[code] = finish(b);
  }
  for (let row = 0; row < codes.length; row++) {
    first[row] = mixFirst(first[row], firstOf[codes[row]]);
    second[row] = mixSecond(second[row], secondOf[codes[row]]);
  }
}

function mixBytes(values: Uint8Array, first: Uint32Array, second: Uint32Array): void {
  for (let row = 0; row < values.length; row++) {
    first[row] = mixFirst(first[row], values[row]);
    second[row] = mixSecond(second[row], values[row]);
  }
}

/** 64-bit values as two words each: exact for integers of any size, and no BigInt is made. */
function mixWords(column: Exclude<Column, { type: 'text' | 'boolean' }>, first: Uint32Array, second: Uint32Array): void {
  const { values } = column;
  const words = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
  const signed = column.type !== 'integer';
  for (let row = 0; row < values.length; row++) {
    const low = words[2 * row];
    let high = words[2 * row + 1];
    if (signed && low === 0 && high === -0x80000000) high = 0; // -0 is 0
    first[row] = mixFirst(mixFirst(first[row], low), high);
    second[row] = mixSecond(mixSecond(second[row], low), high);
  }
}

// MurmurHash3 (Appleby 2011): the first two lanes of x86_128 without their crossing, so that they stay independent; fmix32.

function mixFirst(hash: number, word: number): number {
  let k = Math.imul(word, 0x239b961b);
  k = Math.imul((k << 15) | (k >>> 17), 0xab0e9789);
  const h = hash ^ k;
  return (Math.imul((h << 19) | (h >>> 13), 5) + 0x561ccd1b) | 0;
}

function mixSecond(hash: number, word: number): number {
  let k = Math.imul(word, 0xab0e9789);
  k = Math.imul((k << 16) | (k >>> 16), 0x38b34ae5);
  const h = hash ^ k;
  return (Math.imul((h << 17) | (h >>> 15), 5) + 0x0bcaa747) | 0;
}

function finish(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

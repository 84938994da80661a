import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { systemCode, toStoreError } from '../errors.ts';

/** Rows whose values are in memory at a time: 8 MB. */
const BLOCK_ROWS = 1 << 20;
/** Pairs of a place and a value that wait to be written: 1 MB. */
const MOST_WAITING = 1 << 16;

/**
 * One float64 for each row of a source: written in any order of rows, read back in theirs. NaN where none was written. More
 * rows than a block go through one file a block, as pairs of a place and a value.
 */
export class PlacedValues {
  readonly #rows: number;
  readonly #dir: string;
  readonly #blockRows: number;
  readonly #waitingPlaces = new Float64Array(MOST_WAITING);
  readonly #waitingValues = new Float64Array(MOST_WAITING);
  #waiting = 0;
  /** The block that is in memory. */
  #block: Float64Array;
  #blockAt = 0;

  /** `dir` need not be there; whoever gave it removes it. */
  constructor(rows: number, dir: string, blockRows = BLOCK_ROWS) {
    this.#rows = rows;
    this.#dir = dir;
    this.#blockRows = blockRows;
    this.#block = new Float64Array(Math.min(rows, blockRows)).fill(Number.NaN);
  }

  put(places: Float64Array, values: Float64Array): void {
    if (this.#rows <= this.#blockRows) {
      for (let at = 0; at < places.length; at++) this.#block[places[at]] = values[at];
      return;
    }
    for (let at = 0; at < places.length; at++) {
      this.#waitingPlaces[this.#waiting] = places[at];
      this.#waitingValues[this.#waiting] = values[at];
      if (++this.#waiting === MOST_WAITING) this.#flush();
    }
  }

  /** The values of the rows from `from` up to but not including `to`; once all are written, in ascending order. */
  take(from: number, to: number): Float64Array {
    if (this.#waiting > 0) this.#flush();
    const values = new Float64Array(to - from);
    for (let at = from; at < to; ) {
      const block = Math.floor(at / this.#blockRows);
      if (this.#rows > this.#blockRows && this.#blockAt !== block + 1) this.#readBlock(block);
      const first = block * this.#blockRows;
      const end = Math.min(to, first + this.#blockRows);
      values.set(this.#block.subarray(at - first, end - first), at - from);
      at = end;
    }
    return values;
  }

  #flush(): void {
    const pairs = new Map<number, number[]>();
    for (let at = 0; at < this.#waiting; at++) {
      const block = Math.floor(this.#waitingPlaces[at] / this.#blockRows);
      const own = pairs.get(block) ?? [];
      if (own.length === 0) pairs.set(block, own);
      own.push(this.#waitingPlaces[at], this.#waitingValues[at]);
    }
    this.#waiting = 0;
    try {
      mkdirSync(this.#dir, { recursive: true, mode: 0o700 });
      for (const [block, own] of pairs) {
        appendFileSync(this.#pathOf(block), new Uint8Array(Float64Array.from(own).buffer), { mode: 0o600 });
      }
    } catch (error) {
      throw toStoreError(error, `values of features could not be kept in ${this.#dir}`, 'free some space there');
    }
  }

  /** `#blockAt` is one more than the block's number, so that 0 is none. */
  #readBlock(block: number): void {
    const first = block * this.#blockRows;
    this.#block.fill(Number.NaN);
    this.#blockAt = block + 1;
    let bytes: Uint8Array;
    try {
      bytes = readFileSync(this.#pathOf(block));
    } catch (error) {
      // No row of it is in a group.
      if (systemCode(error) === 'ENOENT') return;
      throw toStoreError(error, `values of features could not be read back from ${this.#dir}`, 'free some space there');
    }
    const pairs = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    for (let at = 0; at < pairs.length; at += 2) this.#block[pairs[at] - first] = pairs[at + 1];
  }

  #pathOf(block: number): string {
    return path.join(this.#dir, `block-${block}`);
  }
}

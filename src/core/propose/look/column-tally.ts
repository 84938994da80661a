import type { Batch } from '../../frame/batch.ts';
import { castColumn } from '../../frame/parse/cast-column.ts';
import type { ColumnType } from '../../frame/types.ts';
import { hashCells, toNumbers } from './hash-cells.ts';
import type { ColumnLook } from './table-look.ts';
import { TextTally } from './text-tally.ts';

const MOST_VALUES = 2000;
/** Other than texts, values are counted for lists of codes only. */
const MOST_CODES = 200;

/** One column, batch by batch. */
export class ColumnTally {
  readonly name: string;
  readonly type: ColumnType;
  #nulls = 0;
  #unreadable = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #whole = true;
  #values: Map<string, number> | undefined = new Map();
  #sample: number[] = [];
  readonly #text?: TextTally;

  constructor(name: string, type: ColumnType) {
    this.name = name;
    this.type = type;
    if (type === 'text') this.#text = new TextTally();
  }

  /** Returns how many values do not read as the column's type. */
  add(raw: Batch, sampled: readonly number[]): number {
    const cast = raw.has(this.name) ? castColumn(raw.column(this.name), this.type) : undefined;
    if (!cast) {
      this.#unreadable += raw.rows;
      this.#sample.push(...sampled.map(() => Number.NaN));
      return raw.rows;
    }
    const failures = cast.failures?.reduce((sum, failed) => sum + failed, 0) ?? 0;
    const batch = raw.replaceColumns([{ name: this.name, type: this.type }], new Map([[this.name, cast.column]]));
    this.#unreadable += failures;
    if (this.type === 'text') this.#addTexts(batch, sampled);
    else this.#addNumbers(batch, sampled);
    return failures;
  }

  thin(kept: readonly number[]): void {
    this.#sample = kept.map((index) => this.#sample[index]);
  }

  finish(): ColumnLook {
    const isEmpty = this.#min > this.#max;
    return {
      name: this.name,
      type: this.type,
      nulls: this.#nulls,
      unreadable: this.#unreadable,
      sample: Float64Array.from(this.#sample),
      min: isEmpty ? null : this.#min,
      max: isEmpty ? null : this.#max,
      values: this.#values,
      whole: this.#whole,
      text: this.#text?.finish(),
    };
  }

  #addTexts(batch: Batch, sampled: readonly number[]): void {
    const { codes, dictionary, valid } = batch.text(this.name);
    const counts = new Uint32Array(dictionary.length);
    for (let row = 0; row < codes.length; row++) {
      if (valid && valid[row] === 0) this.#nulls++;
      else counts[codes[row]]++;
    }
    for (let code = 0; code < counts.length; code++) {
      if (counts[code] === 0) continue;
      this.#text?.add(dictionary[code], counts[code]);
      this.#count(dictionary[code], counts[code], MOST_VALUES);
    }
    const hashes = toNumbers(hashCells(batch, this.name));
    for (const row of sampled) this.#sample.push(valid && valid[row] === 0 ? Number.NaN : hashes[row]);
  }

  #addNumbers(batch: Batch, sampled: readonly number[]): void {
    const numbers = batch.numbers(this.name);
    for (let row = 0; row < numbers.length; row++) {
      const value = numbers[row];
      if (Number.isNaN(value)) {
        this.#nulls++;
        continue;
      }
      if (value < this.#min) this.#min = value;
      if (value > this.#max) this.#max = value;
      if (this.#whole && !Number.isInteger(value)) this.#whole = false;
      if (this.#values) this.#count(String(value), 1, MOST_CODES);
    }
    for (const row of sampled) this.#sample.push(numbers[row]);
  }

  #count(value: string, count: number, most: number): void {
    if (!this.#values) return;
    this.#values.set(value, (this.#values.get(value) ?? 0) + count);
    if (this.#values.size > most) this.#values = undefined;
  }
}

import type { TextColumn } from '../frame/types.ts';
import type { CategoricalReference } from './reference.ts';

/** Integer counts over the categories of a reference: mergeable exactly. */
export interface CategoryCounts {
  readonly counts: readonly number[];
  /** Values that are rare in the reference. */
  readonly other: number;
  /** Values that the reference has never seen. */
  readonly unseen: number;
  readonly nulls: number;
}

const OTHER = -1;
const UNSEEN = -2;

/** Counts a categorical feature over the categories of its reference; memory does not grow with the data. */
export class CategoryProfile {
  readonly #slots: ReadonlyMap<string, number>;
  readonly #counts: Float64Array;
  #other = 0;
  #unseen = 0;
  #nulls = 0;

  constructor(reference: Pick<CategoricalReference, 'categories' | 'rare'>) {
    this.#slots = new Map([
      ...reference.rare.map((name) => [name, OTHER] as const),
      ...reference.categories.map((name, index) => [name, index] as const),
    ]);
    this.#counts = new Float64Array(reference.categories.length);
  }

  update(column: TextColumn): void {
    const { codes, dictionary, valid } = column;
    const byCode = new Float64Array(dictionary.length);
    for (let row = 0; row < codes.length; row++) {
      if (valid && valid[row] === 0) this.#nulls++;
      else byCode[codes[row]]++;
    }
    for (let code = 0; code < dictionary.length; code++) {
      const slot = this.#slots.get(dictionary[code]) ?? UNSEEN;
      if (slot === UNSEEN) this.#unseen += byCode[code];
      else if (slot === OTHER) this.#other += byCode[code];
      else this.#counts[slot] += byCode[code];
    }
  }

  merge(other: CategoryProfile): void {
    for (let slot = 0; slot < this.#counts.length; slot++) this.#counts[slot] += other.#counts[slot];
    this.#other += other.#other;
    this.#unseen += other.#unseen;
    this.#nulls += other.#nulls;
  }

  toJSON(): CategoryCounts {
    return { counts: [...this.#counts], other: this.#other, unseen: this.#unseen, nulls: this.#nulls };
  }
}

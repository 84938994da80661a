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

/**
 * Counts a categorical feature over the categories of its reference; memory does not grow with the data.
 * Cells: 0 … C − 1 the categories, C other, C + 1 unseen, C + 2 null.
 */
export class CategoryProfile {
  readonly #cellOf: ReadonlyMap<string, number>;
  /** By cell. */
  readonly #counts: Float64Array;

  constructor(reference: Pick<CategoricalReference, 'categories' | 'rare'>) {
    const { categories, rare } = reference;
    this.#cellOf = new Map([
      ...rare.map((name) => [name, categories.length] as const),
      ...categories.map((name, index) => [name, index] as const),
    ]);
    this.#counts = new Float64Array(categories.length + 3);
  }

  /** How many cells there are. */
  get size(): number {
    return this.#counts.length;
  }

  /** The cell of each value. */
  locate({ codes, dictionary, valid }: TextColumn): Uint16Array {
    const unseen = this.#counts.length - 2;
    const ofCode = Uint16Array.from(dictionary, (name) => this.#cellOf.get(name) ?? unseen);
    const cells = new Uint16Array(codes.length);
    for (let row = 0; row < codes.length; row++) cells[row] = valid && valid[row] === 0 ? unseen + 1 : ofCode[codes[row]];
    return cells;
  }

  count(cells: Uint16Array): void {
    const counts = this.#counts;
    for (let row = 0; row < cells.length; row++) counts[cells[row]]++;
  }

  update(column: TextColumn): void {
    this.count(this.locate(column));
  }

  merge(other: CategoryProfile): void {
    for (let cell = 0; cell < this.#counts.length; cell++) this.#counts[cell] += other.#counts[cell];
  }

  toJSON(): CategoryCounts {
    const counts = [...this.#counts];
    const [other, unseen, nulls] = counts.splice(-3);
    return { counts, other, unseen, nulls };
  }
}

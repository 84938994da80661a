import { SortedIndex } from './sorted-index.ts';

/** Integer counts over the bins of a reference: mergeable exactly. */
export interface NumericCounts {
  readonly bins: readonly number[];
  readonly below: number;
  readonly above: number;
  readonly nulls: number;
}

/**
 * Counts a numeric feature over fixed edges. Bin i covers (edges[i], edges[i+1]], the first bin also its left edge.
 * Sentinels and outliers fall into `below` and `above`: they never stretch an edge.
 * Cells: 0 below, 1 … B the bins, B + 1 above, B + 2 null.
 */
export class NumericProfile {
  readonly #edges: Float64Array;
  /** By cell. */
  readonly #counts: Float64Array;
  /** Over the bins' right edges. */
  readonly #rightEdges: SortedIndex;

  constructor(edges: readonly number[]) {
    this.#edges = Float64Array.from(edges);
    this.#counts = new Float64Array(edges.length + 2);
    this.#rightEdges = new SortedIndex(this.#edges.subarray(1));
  }

  /** How many cells there are. */
  get size(): number {
    return this.#counts.length;
  }

  /** The cell of each value. */
  locate(values: Float64Array): Uint16Array {
    const rightEdges = this.#rightEdges;
    const last = this.#edges.length - 1;
    const lowest = this.#edges[0];
    const highest = this.#edges[last];
    const cells = new Uint16Array(values.length);
    for (let row = 0; row < values.length; row++) {
      const value = values[row];
      if (value !== value) cells[row] = last + 2;
      else if (value > highest) cells[row] = last + 1;
      else if (value >= lowest) cells[row] = 1 + rightEdges.countBelow(value);
    }
    return cells;
  }

  count(cells: Uint16Array): void {
    const counts = this.#counts;
    for (let row = 0; row < cells.length; row++) counts[cells[row]]++;
  }

  update(values: Float64Array): void {
    this.count(this.locate(values));
  }

  merge(other: NumericProfile): void {
    for (let cell = 0; cell < this.#counts.length; cell++) this.#counts[cell] += other.#counts[cell];
  }

  toJSON(): NumericCounts {
    const last = this.#edges.length - 1;
    const counts = [...this.#counts];
    return { bins: counts.slice(1, last + 1), below: counts[0], above: counts[last + 1], nulls: counts[last + 2] };
  }
}

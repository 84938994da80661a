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
 */
export class NumericProfile {
  readonly #edges: Float64Array;
  readonly #bins: Float64Array;
  /** Over the bins' right edges. */
  readonly #rightEdges: SortedIndex;
  #below = 0;
  #above = 0;
  #nulls = 0;

  constructor(edges: readonly number[]) {
    this.#edges = Float64Array.from(edges);
    this.#bins = new Float64Array(edges.length - 1);
    this.#rightEdges = new SortedIndex(this.#edges.subarray(1));
  }

  update(values: Float64Array): void {
    const edges = this.#edges;
    const bins = this.#bins;
    const rightEdges = this.#rightEdges;
    const last = edges.length - 1;
    const lowest = edges[0];
    const highest = edges[last];
    for (let row = 0; row < values.length; row++) {
      const value = values[row];
      if (value !== value) this.#nulls++;
      else if (value < lowest) this.#below++;
      else if (value > highest) this.#above++;
      else bins[rightEdges.countBelow(value)]++;
    }
  }

  merge(other: NumericProfile): void {
    for (let bin = 0; bin < this.#bins.length; bin++) this.#bins[bin] += other.#bins[bin];
    this.#below += other.#below;
    this.#above += other.#above;
    this.#nulls += other.#nulls;
  }

  toJSON(): NumericCounts {
    return { bins: [...this.#bins], below: this.#below, above: this.#above, nulls: this.#nulls };
  }
}

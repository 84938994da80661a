import type { Random } from '../../../src/core/model/random.ts';

/** Draws counts over cells of given shares, one row after the other (Walker 1977's alias table): exact multinomials. */
export class CellSampler {
  readonly #cut: Float64Array;
  readonly #alias: Uint32Array;

  /** They need not sum to 1. */
  constructor(shares: readonly number[]) {
    const total = shares.reduce((sum, share) => sum + share, 0);
    const scaled = shares.map((share) => (share / total) * shares.length);
    this.#cut = new Float64Array(shares.length).fill(1);
    this.#alias = Uint32Array.from(shares, (_, cell) => cell);
    const small = scaled.flatMap((share, cell) => (share < 1 ? [cell] : []));
    const large = scaled.flatMap((share, cell) => (share >= 1 ? [cell] : []));
    while (small.length > 0 && large.length > 0) {
      const low = small.pop() as number;
      const high = large[large.length - 1];
      this.#cut[low] = scaled[low];
      this.#alias[low] = high;
      scaled[high] -= 1 - scaled[low];
      if (scaled[high] < 1) small.push(large.pop() as number);
    }
  }

  draw(random: Random, rows: number): number[] {
    const size = this.#cut.length;
    const counts = new Array<number>(size).fill(0);
    for (let row = 0; row < rows; row++) {
      const place = random.nextFloat() * size;
      const cell = Math.floor(place);
      counts[place - cell < this.#cut[cell] ? cell : this.#alias[cell]]++;
    }
    return counts;
  }
}

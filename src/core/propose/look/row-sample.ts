const MOST_ROWS = 40_000;

/** Which rows are kept to look at closely: by a hash of their number, so that no period of the data can hide, fewer as more come. */
export class RowSample {
  #limit = 2 ** 32;
  #rows: number[] = [];

  /** The chosen rows of a batch that starts at row `offset`. */
  choose(offset: number, rows: number): number[] {
    const chosen: number[] = [];
    for (let row = 0; row < rows; row++) {
      if (place(offset + row) >= this.#limit) continue;
      chosen.push(row);
      this.#rows.push(offset + row);
    }
    return chosen;
  }

  get rows(): Float64Array {
    return Float64Array.from(this.#rows);
  }

  /** Where too many were chosen: which of them stay, by their place. Undefined: all. */
  thin(): number[] | undefined {
    if (this.#rows.length <= MOST_ROWS) return undefined;
    const before = this.#rows;
    let kept: number[] = [];
    do {
      this.#limit /= 2;
      kept = before.flatMap((row, index) => (place(row) < this.#limit ? [index] : []));
    } while (kept.length > MOST_ROWS);
    this.#rows = kept.map((index) => before[index]);
    return kept;
  }
}

function place(row: number): number {
  return Math.imul(row + 1, 0x9e3779b1) >>> 0;
}

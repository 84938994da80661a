/** One of the highest scores seen. */
export interface TopRow {
  readonly score: number;
  /** Index of the row in the source. */
  readonly row: number;
}

/**
 * Keeps the k highest scores, ties by the lower row: the same rows whatever the order of updates.
 * A binary heap with the weakest kept row on top.
 */
export class TopRows<T extends TopRow> {
  readonly #limit: number;
  readonly #heap: T[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether a row with this score could still enter; false for most rows, so that they cost one comparison. */
  admits(score: number, row: number): boolean {
    const weakest = this.#heap[0];
    return this.#heap.length < this.#limit || score > weakest.score || (score === weakest.score && row < weakest.row);
  }

  add(item: T): void {
    if (!this.admits(item.score, item.row)) return;
    const heap = this.#heap;
    if (heap.length < this.#limit) {
      heap.push(item);
      let at = heap.length - 1;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (!isWeaker(heap[at], heap[parent])) break;
        [heap[at], heap[parent]] = [heap[parent], heap[at]];
        at = parent;
      }
      return;
    }
    heap[0] = item;
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      const right = left + 1;
      let weakest = at;
      if (left < heap.length && isWeaker(heap[left], heap[weakest])) weakest = left;
      if (right < heap.length && isWeaker(heap[right], heap[weakest])) weakest = right;
      if (weakest === at) return;
      [heap[at], heap[weakest]] = [heap[weakest], heap[at]];
      at = weakest;
    }
  }

  /** Highest first. */
  list(): T[] {
    return [...this.#heap].sort((a, b) => b.score - a.score || a.row - b.row);
  }
}

function isWeaker(a: TopRow, b: TopRow): boolean {
  return a.score < b.score || (a.score === b.score && a.row > b.row);
}

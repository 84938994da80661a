/** The rows that one batch lost to quarantine: bit i is set when row `offset + i` was refused. */
interface Refusals {
  readonly offset: number;
  readonly rows: number;
  readonly refused: Uint8Array;
  readonly count: number;
}

/**
 * Finds a row's index in the source after screening has closed the gaps. Batches without refusals cost nothing,
 * the others one bit a row. Every batch is named by the index of its first row in the source.
 */
export class SourceRows {
  #refusals: Refusals[] = [];

  /** `mask[i]` is 1 where row i of the batch was refused. */
  add(offset: number, mask: Uint8Array): void {
    const refused = new Uint8Array(Math.ceil(mask.length / 8));
    let count = 0;
    for (let row = 0; row < mask.length; row++) {
      refused[row >>> 3] |= mask[row] << (row & 7);
      count += mask[row];
    }
    if (count > 0) this.#insert([{ offset, rows: mask.length, refused, count }]);
  }

  merge(other: SourceRows): void {
    this.#insert(other.#refusals);
  }

  /** Of `offset + i`, where i counts the kept rows of the batch that starts at `offset`. */
  ofScreened(row: number): number {
    const batch = this.#refusals.find(({ offset, rows }) => offset <= row && row < offset + rows);
    return batch ? batch.offset + findKept(batch, row - batch.offset) : row;
  }

  /** Of the nth row (from 0) of all rows that were kept, in source order. */
  ofKept(rank: number): number {
    let refusedBefore = 0;
    for (const batch of this.#refusals) {
      const rankInBatch = rank + refusedBefore - batch.offset;
      if (rankInBatch < 0) break;
      if (rankInBatch < batch.rows - batch.count) return batch.offset + findKept(batch, rankInBatch);
      refusedBefore += batch.count;
    }
    return rank + refusedBefore;
  }

  #insert(added: readonly Refusals[]): void {
    this.#refusals.push(...added);
    this.#refusals.sort((a, b) => a.offset - b.offset);
  }
}

/** Index within the batch of its nth row (from 0) that was kept. */
function findKept({ rows, refused }: Refusals, nth: number): number {
  for (let row = 0, kept = -1; row < rows; row++) {
    kept += 1 - ((refused[row >>> 3] >>> (row & 7)) & 1);
    if (kept === nth) return row;
  }
  return rows;
}

import type { Batch } from '../../frame/batch.ts';
import { castColumn } from '../../frame/parse/cast-column.ts';
import type { TimeColumn } from '../../frame/types.ts';
import type { TimeOrder } from './table-look.ts';

/** More time columns than this, and their pairs are too many to suggest anything. */
const MOST_COLUMNS = 8;

/** Counts, for each pair of time columns, the rows in which one is later than the other. */
export class TimeOrders {
  readonly #names: readonly string[];
  readonly #counts = new Map<string, { before: string; after: string; rows: number; violations: number }>();

  constructor(names: readonly string[]) {
    this.#names = names.length > MOST_COLUMNS ? [] : names;
  }

  add(batch: Batch): void {
    const times = this.#names.map((name) => castColumn(batch.column(name), 'timestamp')?.column as TimeColumn | undefined);
    for (const [one, first] of times.entries()) {
      for (const [other, second] of times.entries()) {
        if (one === other || !first || !second) continue;
        const key = `${one} ${other}`;
        let count = this.#counts.get(key);
        if (!count) this.#counts.set(key, (count = { before: this.#names[one], after: this.#names[other], rows: 0, violations: 0 }));
        for (let row = 0; row < batch.rows; row++) {
          if ((first.valid && first.valid[row] === 0) || (second.valid && second.valid[row] === 0)) continue;
          count.rows++;
          if (first.values[row] > second.values[row]) count.violations++;
        }
      }
    }
  }

  finish(): TimeOrder[] {
    return [...this.#counts.values()];
  }
}

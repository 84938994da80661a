import type { Batch } from '../frame/batch.ts';
import { type Cell, cellAt } from '../frame/cell.ts';
import type { Sample } from './check.ts';
import { formatCount } from './wording.ts';

export const SAMPLE_LIMIT = 5;
/** Of a text in a sample, in characters: a snapshot is no place for a cell of megabytes. */
const SHOWN_LENGTH = 500;

/** What stood where a value could not be read. */
type OriginalCell = (column: string, row: number) => Cell | undefined;

/** The samples with the lowest rows: the same ones however the rows were split into batches and merged. */
export class LowestSamples {
  #samples: Sample[] = [];

  get list(): readonly Sample[] {
    return this.#samples;
  }

  /** Whether a sample at this row would be kept. */
  wants(row: number): boolean {
    return this.#samples.length < SAMPLE_LIMIT || row < this.#samples[SAMPLE_LIMIT - 1].row;
  }

  /** Takes the lowest rows whose mask is `marked`. */
  takeMarked(batch: Batch, mask: Uint8Array, marked: number, columns: readonly string[], original: OriginalCell = () => undefined): void {
    for (let row = 0; row < batch.rows && this.wants(batch.offset + row); row++) {
      if (mask[row] === marked) this.add({ row: batch.offset + row, values: readValues(batch, columns, row, original) });
    }
  }

  /** What the rows hold, once it was read. */
  fill(valuesOf: (row: number) => Sample['values'] | undefined): void {
    this.#samples = this.#samples.map((sample) => ({ ...sample, values: valuesOf(sample.row) ?? sample.values }));
  }

  merge(other: LowestSamples): void {
    for (const sample of other.#samples) this.add(sample);
  }

  add(sample: Sample): void {
    this.#samples = [...this.#samples, sample].sort((a, b) => a.row - b.row).slice(0, SAMPLE_LIMIT);
  }
}

/** The values of one row; columns that the batch does not have are left out. */
export function readValues(
  batch: Batch,
  columns: readonly string[],
  row: number,
  original: OriginalCell = () => undefined,
): Record<string, Cell> {
  const present = [...new Set(columns)].filter((name) => batch.has(name));
  return Object.fromEntries(present.map((name) => [name, shorten(cellAt(batch.column(name), row) ?? original(name, row) ?? null)]));
}

function shorten(cell: Cell): Cell {
  if (typeof cell !== 'string' || cell.length <= SHOWN_LENGTH) return cell;
  return `${cell.slice(0, SHOWN_LENGTH).toWellFormed()}… (${formatCount(cell.length)} characters)`;
}

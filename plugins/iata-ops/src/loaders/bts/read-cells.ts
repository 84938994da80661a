import type { Batch } from '@oads/cli/plugin';

/** A column as numbers: NaN where it is null or does not read; `unread` says what stood there, by row. */
export interface Cells {
  readonly values: Float64Array;
  readonly unread: ReadonlyMap<number, string>;
}

const NOTHING: ReadonlyMap<number, string> = new Map();

/** Each distinct text is parsed once. Numbers of a typed file are read as their text would be; its times are taken as they are. */
export function readCells(batch: Batch, name: string | undefined, parse: (text: string) => number): Cells {
  const values = new Float64Array(batch.rows).fill(Number.NaN);
  if (name === undefined) return { values, unread: NOTHING };
  const column = batch.column(name);
  const unread = new Map<number, string>();
  if (column.type === 'text') {
    const parsed = column.dictionary.map((text) => (isEmpty(text) ? Number.NaN : parse(text.trim())));
    for (let row = 0; row < batch.rows; row++) {
      if (column.valid?.[row] === 0) continue;
      const value = parsed[column.codes[row]];
      if (Number.isNaN(value) && !isEmpty(column.dictionary[column.codes[row]])) unread.set(row, column.dictionary[column.codes[row]]);
      values[row] = value;
    }
    return { values, unread };
  }
  const numbers = batch.numbers(name);
  if (column.type === 'date' || column.type === 'timestamp') return { values: numbers, unread };
  for (let row = 0; row < batch.rows; row++) {
    if (Number.isNaN(numbers[row])) continue;
    values[row] = parse(String(numbers[row]));
    if (Number.isNaN(values[row])) unread.set(row, String(numbers[row]));
  }
  return { values, unread };
}

/** A column as texts, trimmed; null where it is empty. */
export function readTexts(batch: Batch, name: string | undefined): (string | null)[] {
  if (name === undefined) return new Array<string | null>(batch.rows).fill(null);
  const column = batch.column(name);
  if (column.type !== 'text') return Array.from(batch.numbers(name), (value) => (Number.isNaN(value) ? null : String(value)));
  const trimmed = column.dictionary.map((text) => (isEmpty(text) ? null : text.trim()));
  return Array.from(column.codes, (code, row) => (column.valid?.[row] === 0 ? null : trimmed[code]));
}

function isEmpty(text: string): boolean {
  return text.trim() === '';
}

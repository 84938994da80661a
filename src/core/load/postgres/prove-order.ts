import { BugError, SourceError } from '../../errors.ts';
import { type Cell, cellAt } from '../../frame/cell.ts';
import type { Column } from '../../frame/types.ts';

/** Takes the next batch of the stream; every column of the order has `rows` rows. */
export type OrderProof = (columns: ReadonlyMap<string, Column>, rows: number) => void;

/** Whether no message may show a value of the column. */
type Hides = (column: string) => boolean;
type Key = readonly Cell[];
type Value = string | number | bigint;

/**
 * Proves that the columns of the order identify each row, so that the order is the only one possible. Takes the
 * batches of a sorted stream one after the other and throws SourceError at the first row with a null in the key,
 * or with the same key as the row before. Doubles compare as PostgreSQL sorts them: NaN = NaN, 0 = -0.
 */
export function createOrderProof(orderBy: readonly string[], hides: Hides = () => false): OrderProof {
  let seenRows = 0;
  // Values, not columns: whoever got the batch may have transferred its memory.
  let previous: readonly Value[] | undefined;

  return function prove(columns, rows) {
    if (rows === 0) return;
    const keys = orderBy.map((name) => {
      const column = columns.get(name);
      if (!column) throw new BugError(`no column "${name}" to prove the order by`);
      return column;
    });
    refuseNulls(orderBy, keys, rows, seenRows, hides);
    if (previous?.every((value, index) => isSame(value, valueAt(keys[index], 0)))) {
      throw tie(orderBy, keyAt(keys, 0), seenRows, hides);
    }
    const row = findTie(keys, rows);
    if (row > 0) throw tie(orderBy, keyAt(keys, row), seenRows + row, hides);
    seenRows += rows;
    previous = keys.map((key) => valueAt(key, rows - 1));
  };
}

function refuseNulls(orderBy: readonly string[], keys: readonly Column[], rows: number, seenRows: number, hides: Hides): void {
  for (const [index, { valid }] of keys.entries()) {
    const row = valid ? valid.subarray(0, rows).indexOf(0) : -1;
    if (row === -1) continue;
    throw new SourceError(
      'OADS_SOURCE_ORDER_NULL',
      `expected a value in the \`order_by\` column "${orderBy[index]}" of every row, got null in row ${seenRows + row + 1}: ${describeKey(orderBy, keyAt(keys, row), hides)}`,
      { hint: 'order by columns without nulls, e.g. the primary key, or leave such rows out', details: { row: seenRows + row + 1 } },
    );
  }
}

/** The first row whose whole key equals that of the row before it, -1 if there is none. */
function findTie(keys: readonly Column[], rows: number): number {
  const [first, ...others] = keys.map(compareWithPrevious);
  for (let row = 1; row < rows; row++) {
    if (first(row) && others.every((same) => same(row))) return row;
  }
  return -1;
}

function compareWithPrevious(column: Column): (row: number) => boolean {
  if (column.type === 'integer') {
    // Through 32-bit halves: reading a BigInt64Array element by element allocates a BigInt each.
    const halves = new Int32Array(column.values.buffer, column.values.byteOffset, column.values.length * 2);
    return (row) => halves[2 * row] === halves[2 * row - 2] && halves[2 * row + 1] === halves[2 * row - 1];
  }
  if (column.type === 'text') {
    const { codes, dictionary } = column;
    return (row) => codes[row] === codes[row - 1] || dictionary[codes[row]] === dictionary[codes[row - 1]];
  }
  const { values } = column;
  return (row) => values[row] === values[row - 1] || (Number.isNaN(values[row]) && Number.isNaN(values[row - 1]));
}

function isSame(left: Value, right: Value): boolean {
  return left === right || (Number.isNaN(left) && Number.isNaN(right));
}

function valueAt(column: Column, row: number): Value {
  return column.type === 'text' ? column.dictionary[column.codes[row]] : column.values[row];
}

function keyAt(keys: readonly Column[], row: number): Key {
  return keys.map((key) => cellAt(key, row));
}

/** `row` is the 0-based index of the second of the two. */
function tie(orderBy: readonly string[], key: Key, row: number, hides: Hides): SourceError {
  const shown = describeKey(orderBy, key, hides);
  return new SourceError(
    'OADS_SOURCE_ORDER_TIE',
    `expected \`order_by\` to tell every two rows apart, got row ${row} (${shown}) and row ${row + 1} (${shown})`,
    {
      hint: 'add a column that differs between such rows, e.g. the primary key, to `order_by`',
      details: { rows: [row, row + 1], orderBy: [...orderBy], key: orderBy.map((name, index) => (hides(name) ? HIDDEN : key[index])) },
    },
  );
}

const HIDDEN = '(hidden)';

/** That a value is null may be said of any column. */
function describeKey(orderBy: readonly string[], key: Key, hides: Hides): string {
  return orderBy.map((name, index) => `${name} = ${hides(name) && key[index] !== null ? HIDDEN : JSON.stringify(key[index])}`).join(', ');
}

import { halvesOf, integersToNumbers, storeInteger } from '../integers.ts';
import { gatherColumn } from '../select-rows.ts';
import { type Column, type ColumnType, type IntegerColumn, MICROS_PER_DAY, type NumberColumn, type TextColumn } from '../types.ts';
import { CELL_FAILED, CELL_MISSING, CELL_READ, openCellParser, type ParsedType } from './parse-cells.ts';

export interface CastColumn {
  readonly column: Column;
  /** 1 where a value that was there could not be read as the new type; the cell is null in `column`. Absent if none. */
  readonly failures?: Uint8Array;
}

/** The column in a type (numbers in their own: without infinities), or undefined where no value of the one could ever be meant as the other (a timestamp as a number). */
export function castColumn(column: Column, type: ColumnType): CastColumn | undefined {
  if (column.type === type) return column.type === 'number' ? refuseInfinite(column) : { column };
  if (column.type === 'text') return parseText(column, type as ParsedType);
  const { valid } = column;
  switch (type) {
    case 'number':
      return column.type === 'integer' ? { column: { type, values: integersToNumbers(column.values), valid } } : undefined;
    case 'integer':
      if (column.type === 'number') return toIntegers(column);
      if (column.type === 'boolean') return { column: { type, values: booleansToIntegers(column.values), valid } };
      return undefined;
    case 'boolean':
      return column.type === 'integer' ? toBooleans(column) : undefined;
    case 'timestamp':
      return column.type === 'date' ? { column: { type, values: column.values, valid } } : undefined;
    case 'date':
      return column.type === 'timestamp' ? { column: { type, values: column.values.map(startOfDay), valid } } : undefined;
    case 'text':
      return undefined;
  }
}

/** Each distinct string is parsed once. */
function parseText(column: TextColumn, type: ParsedType): CastColumn {
  const { codes, dictionary } = column;
  const parser = openCellParser(type, dictionary.length);
  const statuses = new Uint8Array(dictionary.length);
  let clean = true;
  const bytes = new Uint8Array(dictionary.reduce((longest, text) => Math.max(longest, text.length), 0));
  for (let code = 0; code < dictionary.length; code++) {
    const length = writeAscii(dictionary[code], bytes);
    statuses[code] = length < 0 ? CELL_FAILED : parser.parse(bytes, 0, length, code);
    if (statuses[code] !== CELL_READ) clean = false;
  }
  const parsed = gatherColumn(parser.finish(undefined), codes);
  return clean
    ? { column: { ...parsed, valid: column.valid } as Column }
    : withStatuses(parsed, column.valid, (row) => statuses[codes[row]]);
}

/** Copies the text; -1 if it is not ASCII, which no value of these types is. */
function writeAscii(text: string, bytes: Uint8Array): number {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 127) return -1;
    bytes[index] = code;
  }
  return text.length;
}

/** An infinity is no number that was measured; a NaN stays, as it counts as missing anyway. */
function refuseInfinite(column: NumberColumn): CastColumn {
  const { values, valid } = column;
  const isInfinite = (row: number) => values[row] === Number.POSITIVE_INFINITY || values[row] === Number.NEGATIVE_INFINITY;
  for (let row = 0; row < values.length; row++) {
    if (isInfinite(row) && (!valid || valid[row] === 1))
      return withStatuses(column, valid, (at) => (isInfinite(at) ? CELL_FAILED : CELL_READ));
  }
  return { column };
}

/** A NaN is missing, a fraction is a failure. */
function toIntegers(column: NumberColumn): CastColumn {
  const values = new BigInt64Array(column.values.length);
  const halves = halvesOf(values);
  const statusOf = (row: number) =>
    Number.isNaN(column.values[row]) ? CELL_MISSING : Number.isSafeInteger(column.values[row]) ? CELL_READ : CELL_FAILED;
  for (let row = 0; row < values.length; row++) if (statusOf(row) === CELL_READ) storeInteger(column.values[row], halves, row);
  return withStatuses({ type: 'integer', values }, column.valid, statusOf);
}

function toBooleans(column: IntegerColumn): CastColumn {
  const numbers = integersToNumbers(column.values);
  const statusOf = (row: number) => (numbers[row] === 0 || numbers[row] === 1 ? CELL_READ : CELL_FAILED);
  return withStatuses({ type: 'boolean', values: Uint8Array.from(numbers, (value) => (value === 1 ? 1 : 0)) }, column.valid, statusOf);
}

function withStatuses(column: Column, before: Uint8Array | undefined, statusOf: (row: number) => number): CastColumn {
  const rows = column.type === 'text' ? column.codes.length : column.values.length;
  const valid = new Uint8Array(rows);
  const failures = new Uint8Array(rows);
  let nulls = 0;
  let failed = 0;
  for (let row = 0; row < rows; row++) {
    const status = before && before[row] === 0 ? CELL_MISSING : statusOf(row);
    if (status === CELL_READ) valid[row] = 1;
    else nulls++;
    if (status === CELL_FAILED) {
      failures[row] = 1;
      failed++;
    }
  }
  return { column: { ...column, valid: nulls > 0 ? valid : undefined } as Column, failures: failed > 0 ? failures : undefined };
}

function booleansToIntegers(values: Uint8Array): BigInt64Array {
  const integers = new BigInt64Array(values.length);
  const halves = halvesOf(integers);
  for (let row = 0; row < values.length; row++) halves[2 * row] = values[row];
  return integers;
}

function startOfDay(micros: number): number {
  return Math.floor(micros / MICROS_PER_DAY) * MICROS_PER_DAY;
}

import { BugError } from '../errors.ts';
import { halvesOf, storeInteger } from './integers.ts';
import type { Column, ColumnType } from './types.ts';

/** What a record may hold: times as Date or as microseconds since 1970, integers beyond 2^53 as bigint. */
export type RecordValue = string | number | bigint | boolean | Date | null | undefined;

/** Values as a column of a type. Null, undefined, NaN and an invalid Date are nulls. Throws BugError for a value of another kind. */
export function makeColumn(type: ColumnType, values: readonly RecordValue[], name: string): Column {
  const rows = values.length;
  let valid: Uint8Array | undefined;
  const isNull = (row: number): boolean => {
    if (!isMissing(values[row])) return false;
    valid ??= new Uint8Array(rows).fill(1);
    valid[row] = 0;
    return true;
  };
  const wrong = (row: number) => new BugError(`column "${name}": expected ${type}, got ${typeof values[row]} in row ${row}`);
  if (type === 'text') {
    const codes = new Uint32Array(rows);
    const known = new Map<string, number>();
    for (let row = 0; row < rows; row++) {
      if (isNull(row)) continue;
      const text = values[row];
      if (typeof text !== 'string') throw wrong(row);
      const code = known.get(text) ?? known.size;
      if (code === known.size) known.set(text, code);
      codes[row] = code;
    }
    return { type, codes, dictionary: known.size === 0 && rows > 0 ? [''] : [...known.keys()], valid };
  }
  if (type === 'integer') {
    const integers = new BigInt64Array(rows);
    const halves = halvesOf(integers);
    for (let row = 0; row < rows; row++) {
      if (isNull(row)) continue;
      const value = values[row];
      if (typeof value === 'bigint') integers[row] = value;
      else if (Number.isSafeInteger(value)) storeInteger(value as number, halves, row);
      else throw wrong(row);
    }
    return { type, values: integers, valid };
  }
  if (type === 'boolean') {
    const bits = new Uint8Array(rows);
    for (let row = 0; row < rows; row++) {
      if (isNull(row)) continue;
      if (typeof values[row] !== 'boolean') throw wrong(row);
      bits[row] = values[row] ? 1 : 0;
    }
    return { type, values: bits, valid };
  }
  const isTime = type === 'timestamp' || type === 'date';
  const numbers = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    if (isNull(row)) continue;
    const value = values[row];
    if (typeof value === 'number') numbers[row] = value;
    else if (isTime && value instanceof Date) numbers[row] = value.getTime() * 1000;
    else throw wrong(row);
  }
  return { type, values: numbers, valid };
}

function isMissing(value: RecordValue): boolean {
  if (value === null || value === undefined || Number.isNaN(value)) return true;
  return value instanceof Date && Number.isNaN(value.getTime());
}

import { type Column, type ColumnType, MICROS_PER_DAY } from '../types.ts';
import { parseInteger, parseNumber } from './parse-numbers.ts';
import { parseTimestamp } from './parse-times.ts';

export const CELL_READ = 0;
export const CELL_MISSING = 1;
export const CELL_FAILED = 2;
export type CellStatus = typeof CELL_READ | typeof CELL_MISSING | typeof CELL_FAILED;

export type ParsedType = Exclude<ColumnType, 'text'>;

/** A column that is filled from text, cell by cell. */
export interface CellParser {
  /** Reads the bytes as the column's type; blank is missing, and so is `NaN` in a number column. */
  parse(bytes: Uint8Array, start: number, end: number, row: number): CellStatus;
  /** The column so far; `valid` as in Column. */
  finish(valid: Uint8Array | undefined): Column;
}

/** The one place that says which text reads as which type, whatever file the text comes from. Surrounding blanks do not count. */
export function openCellParser(type: ParsedType, rows: number): CellParser {
  switch (type) {
    case 'integer': {
      const values = new BigInt64Array(rows);
      const halves = new Int32Array(values.buffer);
      return {
        parse: trimmed((bytes, start, end, row) => (parseInteger(bytes, start, end, halves, row) ? CELL_READ : CELL_FAILED)),
        finish: (valid) => ({ type, values, valid }),
      };
    }
    case 'boolean': {
      const values = new Uint8Array(rows);
      return {
        parse: trimmed((bytes, start, end, row) => {
          const value = parseBoolean(bytes, start, end);
          if (value === undefined) return CELL_FAILED;
          values[row] = value;
          return CELL_READ;
        }),
        finish: (valid) => ({ type, values, valid }),
      };
    }
    case 'number': {
      const values = new Float64Array(rows);
      return {
        parse: trimmed((bytes, start, end, row) => {
          const value = parseNumber(bytes, start, end);
          if (Number.isNaN(value)) return isWord(bytes, start, end, 'nan') ? CELL_MISSING : CELL_FAILED;
          values[row] = value;
          return CELL_READ;
        }),
        finish: (valid) => ({ type, values, valid }),
      };
    }
    case 'date':
    case 'timestamp': {
      const values = new Float64Array(rows);
      return {
        parse: trimmed((bytes, start, end, row) => {
          const micros = parseTimestamp(bytes, start, end);
          if (Number.isNaN(micros)) return CELL_FAILED;
          values[row] = type === 'date' ? Math.floor(micros / MICROS_PER_DAY) * MICROS_PER_DAY : micros;
          return CELL_READ;
        }),
        finish: (valid) => ({ type, values, valid }),
      };
    }
  }
}

function trimmed(parse: CellParser['parse']): CellParser['parse'] {
  return (bytes, start, end, row) => {
    let first = start;
    let last = end;
    while (first < last && isBlank(bytes[first])) first++;
    while (last > first && isBlank(bytes[last - 1])) last--;
    return first === last ? CELL_MISSING : parse(bytes, first, last, row);
  };
}

/** `true`, `t`, `1`, `false`, `f`, `0`, in any case. */
function parseBoolean(bytes: Uint8Array, start: number, end: number): 0 | 1 | undefined {
  if (end - start === 1) {
    const byte = bytes[start];
    if (byte === 49 || (byte | 32) === 116) return 1;
    if (byte === 48 || (byte | 32) === 102) return 0;
    return undefined;
  }
  if (isWord(bytes, start, end, 'true')) return 1;
  return isWord(bytes, start, end, 'false') ? 0 : undefined;
}

/** Compares letters without their case; `word` is in lower case. */
function isWord(bytes: Uint8Array, start: number, end: number, word: string): boolean {
  if (end - start !== word.length) return false;
  for (let index = 0; index < word.length; index++) if ((bytes[start + index] | 32) !== word.charCodeAt(index)) return false;
  return true;
}

function isBlank(byte: number): boolean {
  return byte === 32 || (byte >= 9 && byte <= 13);
}

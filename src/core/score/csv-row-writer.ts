import { cellAt } from '../frame/cell.ts';
import { integersToNumbers } from '../frame/integers.ts';
import type { Column } from '../frame/types.ts';

const COMMA = 44;
const NEWLINE = 10;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
/** Of a safe integer, with its sign, and more. */
const MAX_DIGITS = 20;
const FLUSH_BYTES = 1 << 20;

/** An open file, or what stands for one: takes all of the bytes before it resolves. */
export interface CsvTarget {
  writeFile(bytes: Uint8Array): Promise<unknown>;
}

/** Writes CSV (RFC 4180, LF) into one reused buffer: no string is built for a whole row. */
export class CsvRowWriter {
  readonly #target: CsvTarget;
  #buffer = Buffer.allocUnsafe(FLUSH_BYTES * 2);
  #length = 0;
  #atRowStart = true;

  constructor(target: CsvTarget) {
    this.#target = target;
  }

  /** A field that needs no quoting (numbers, booleans). ASCII only. */
  plain(text: string): void {
    this.#separate();
    this.#reserve(text.length);
    const buffer = this.#buffer;
    const start = this.#length;
    for (let index = 0; index < text.length; index++) buffer[start + index] = text.charCodeAt(index);
    this.#length = start + text.length;
  }

  /** A field as it was prepared by `encodeField`. */
  encoded(field: Uint8Array): void {
    this.#separate();
    this.#reserve(field.length);
    const buffer = this.#buffer;
    const start = this.#length;
    for (let index = 0; index < field.length; index++) buffer[start + index] = field[index];
    this.#length = start + field.length;
  }

  /** A whole number up to 2^53, as `String` writes it. */
  integer(value: number): void {
    this.#separate();
    this.#reserve(MAX_DIGITS);
    if (value < 0) this.#buffer[this.#length++] = MINUS;
    this.#digits(Math.abs(value));
  }

  /** `units` × 10^-`decimals`, from 10^-6 on: the shortest digits, as `String` writes them. */
  decimal(units: number, decimals: number): void {
    const scale = 10 ** decimals;
    const whole = Math.floor(units / scale);
    this.integer(whole);
    let rest = units - whole * scale;
    if (rest === 0) return;
    let places = decimals;
    for (; rest % 10 === 0; places--) rest /= 10;
    this.#reserve(MAX_DIGITS);
    this.#buffer[this.#length++] = POINT;
    this.#digits(rest, places);
  }

  endRow(): void {
    this.#reserve(1);
    this.#buffer[this.#length++] = NEWLINE;
    this.#atRowStart = true;
  }

  /** Hands on what is buffered once it is worth it; call it between rows. */
  async flush(all = false): Promise<void> {
    if (this.#length === 0 || (!all && this.#length < FLUSH_BYTES)) return;
    await this.#target.writeFile(this.#buffer.subarray(0, this.#length));
    this.#length = 0;
  }

  get buffered(): number {
    return this.#length;
  }

  #digits(value: number, width = 1): void {
    let count = width;
    for (let limit = 10 ** width; limit <= value; limit *= 10) count++;
    const buffer = this.#buffer;
    const start = this.#length;
    let rest = value;
    for (let at = start + count - 1; at >= start; at--) {
      const tens = Math.floor(rest / 10);
      buffer[at] = rest - tens * 10 + ZERO;
      rest = tens;
    }
    this.#length = start + count;
  }

  #separate(): void {
    if (!this.#atRowStart) {
      this.#reserve(1);
      this.#buffer[this.#length++] = COMMA;
    }
    this.#atRowStart = false;
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + bytes));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}

/** Quotes a field where RFC 4180 asks for it. */
export function encodeField(text: string): Uint8Array {
  const quoted = /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
  return Buffer.from(quoted, 'utf8');
}

/** A function that writes one column's cell of a row, with its dictionary encoded once. */
export function createCellWriter(column: Column): (writer: CsvRowWriter, row: number) => void {
  if (column.type === 'text') {
    const fields = column.dictionary.map(encodeField);
    return (writer, row) => (column.valid?.[row] === 0 ? writer.plain('') : writer.encoded(fields[column.codes[row]]));
  }
  const numbers = column.type === 'integer' ? integersToNumbers(column.values) : undefined;
  return (writer, row) => {
    if (numbers && Number.isSafeInteger(numbers[row]) && column.valid?.[row] !== 0) return writer.integer(numbers[row]);
    const cell = cellAt(column, row);
    writer.plain(cell === null ? '' : String(cell));
  };
}

import type { FileHandle } from 'node:fs/promises';
import { cellAt } from '../frame/cell.ts';
import type { Column } from '../frame/types.ts';

const COMMA = 44;
const NEWLINE = 10;
const FLUSH_BYTES = 1 << 20;

/** Writes CSV (RFC 4180, LF) into one reused buffer: no string is built for a whole row. */
export class CsvRowWriter {
  readonly #file: FileHandle;
  #buffer = Buffer.allocUnsafe(FLUSH_BYTES * 2);
  #length = 0;
  #atRowStart = true;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** A field that needs no quoting (numbers, booleans). ASCII only. */
  plain(text: string): void {
    this.#separate();
    this.#reserve(text.length);
    for (let index = 0; index < text.length; index++) this.#buffer[this.#length++] = text.charCodeAt(index);
  }

  /** A field as it was prepared by `encodeField`. */
  encoded(field: Uint8Array): void {
    this.#separate();
    this.#reserve(field.length);
    for (let index = 0; index < field.length; index++) this.#buffer[this.#length++] = field[index];
  }

  endRow(): void {
    this.#reserve(1);
    this.#buffer[this.#length++] = NEWLINE;
    this.#atRowStart = true;
  }

  /** Hands what is buffered to the file once it is worth it; call it between rows. */
  async flush(all = false): Promise<void> {
    if (this.#length === 0 || (!all && this.#length < FLUSH_BYTES)) return;
    await this.#file.writeFile(this.#buffer.subarray(0, this.#length));
    this.#length = 0;
  }

  get buffered(): number {
    return this.#length;
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
  return (writer, row) => {
    const cell = cellAt(column, row);
    writer.plain(cell === null ? '' : String(cell));
  };
}

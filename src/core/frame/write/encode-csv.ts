import type { Batch } from '../batch.ts';
import { formatMicros } from '../cell.ts';
import type { Column } from '../types.ts';

const ROWS_PER_PIECE = 4096;

/**
 * The batch as RFC 4180 CSV in UTF-8, with LF: null and NaN are empty, empty text is `""`, times are ISO 8601 in UTC.
 * With `header`, the column names come first.
 */
export function encodeCsv(batch: Batch, header: boolean): Buffer {
  const writers = batch.schema.map(({ name }) => openCellWriter(batch.column(name)));
  const pieces: Buffer[] = [];
  if (header) pieces.push(Buffer.from(`${batch.schema.map(({ name }) => quote(name)).join(',')}\n`));
  for (let first = 0; first < batch.rows; first += ROWS_PER_PIECE) {
    const end = Math.min(first + ROWS_PER_PIECE, batch.rows);
    let text = '';
    for (let row = first; row < end; row++) {
      for (let column = 0; column < writers.length; column++) text += (column === 0 ? '' : ',') + writers[column](row);
      text += '\n';
    }
    pieces.push(Buffer.from(text));
  }
  return Buffer.concat(pieces);
}

function openCellWriter(column: Column): (row: number) => string {
  const write = openValueWriter(column);
  const { valid } = column;
  return valid ? (row) => (valid[row] === 0 ? '' : write(row)) : write;
}

function openValueWriter(column: Column): (row: number) => string {
  switch (column.type) {
    case 'text': {
      const quoted = column.dictionary.map(quote);
      return (row) => quoted[column.codes[row]];
    }
    case 'boolean':
      return (row) => (column.values[row] === 1 ? 'true' : 'false');
    case 'integer':
      return (row) => column.values[row].toString();
    case 'number':
      return (row) => (Number.isNaN(column.values[row]) ? '' : String(column.values[row]));
    case 'date':
      return (row) => formatMicros(column.values[row]).slice(0, 10);
    case 'timestamp':
      return (row) => formatMicros(column.values[row]);
  }
}

function quote(text: string): string {
  return text === '' || /[",;|\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

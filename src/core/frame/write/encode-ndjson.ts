import { escapeControls } from '../../schema/escape-controls.ts';
import type { Batch } from '../batch.ts';
import { cellAt } from '../cell.ts';
import type { Column } from '../types.ts';

const ROWS_PER_PIECE = 4096;

/** The batch as one JSON object a line: every field on every line, cells as `cellAt` gives them, but integers with all their digits. */
export function encodeNdjson(batch: Batch): Buffer {
  const writers = batch.schema.map(({ name }, index) => {
    const key = `${index === 0 ? '{' : ','}${escapeControls(JSON.stringify(name))}:`;
    const write = openCellWriter(batch.column(name));
    return (row: number) => key + write(row);
  });
  const pieces: Buffer[] = [];
  for (let first = 0; first < batch.rows; first += ROWS_PER_PIECE) {
    const end = Math.min(first + ROWS_PER_PIECE, batch.rows);
    let text = '';
    for (let row = first; row < end; row++) {
      for (const write of writers) text += write(row);
      text += '}\n';
    }
    pieces.push(Buffer.from(text));
  }
  return Buffer.concat(pieces);
}

function openCellWriter(column: Column): (row: number) => string {
  if (column.type === 'integer') return (row) => (column.valid?.[row] === 0 ? 'null' : column.values[row].toString());
  if (column.type !== 'text') return (row) => JSON.stringify(cellAt(column, row));
  const encoded = column.dictionary.map((text) => escapeControls(JSON.stringify(text)));
  return (row) => (column.valid?.[row] === 0 ? 'null' : encoded[column.codes[row]]);
}

import { CELL_FAILED, CELL_READ, openCellParser, type ParsedType } from '../../parse/parse-cells.ts';
import type { Column } from '../../types.ts';
import type { CellRanges } from './scan-records.ts';

/** The column, or the first row whose cell does not read as the type. */
export type DecodedCells = { readonly column: Column; readonly failedRow?: undefined } | { readonly failedRow: number };

/** Column `column` of the scanned records, parsed straight from the bytes; ends at the first cell that does not read as the type. */
export function decodeCells(bytes: Uint8Array, ranges: CellRanges, column: number, type: ParsedType): DecodedCells {
  const { records, width, starts, ends } = ranges;
  const parser = openCellParser(type, records);
  let valid: Uint8Array | undefined;
  for (let row = 0, cell = column; row < records; row++, cell += width) {
    const start = starts[cell];
    const end = ends[cell];
    if (start !== end) {
      const status = parser.parse(bytes, start, end, row);
      if (status === CELL_READ) continue;
      if (status === CELL_FAILED) return { failedRow: row };
    }
    valid ??= new Uint8Array(records).fill(1);
    valid[row] = 0;
  }
  return { column: parser.finish(valid) };
}

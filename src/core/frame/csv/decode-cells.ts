import { CELL_FAILED, CELL_READ, openCellParser, type ParsedType } from '../parse-cells.ts';
import type { Column } from '../types.ts';
import type { CellRanges } from './scan-records.ts';

export interface DecodedCells {
  readonly column: Column;
  /** Cells that do not read as the type; they are null in `column`. */
  readonly failures: number;
}

/**
 * Column `column` of the scanned records, parsed straight from the bytes. With `strict`, undefined as soon as one cell
 * does not read as the type.
 */
export function decodeCells(
  bytes: Uint8Array,
  ranges: CellRanges,
  column: number,
  type: ParsedType,
  strict: boolean,
): DecodedCells | undefined {
  const { records, width, starts, ends } = ranges;
  const parser = openCellParser(type, records);
  let valid: Uint8Array | undefined;
  let failures = 0;
  for (let row = 0, cell = column; row < records; row++, cell += width) {
    const start = starts[cell];
    const end = ends[cell];
    if (start !== end) {
      const status = parser.parse(bytes, start, end, row);
      if (status === CELL_READ) continue;
      if (status === CELL_FAILED) {
        if (strict) return undefined;
        failures++;
      }
    }
    valid ??= new Uint8Array(records).fill(1);
    valid[row] = 0;
  }
  return { column: parser.finish(valid), failures };
}

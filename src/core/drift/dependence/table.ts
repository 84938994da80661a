/** Non-negative cells, row-major. */
export interface Table {
  readonly rows: number;
  readonly columns: number;
  readonly cells: readonly number[];
}

export interface Margins {
  readonly rows: number[];
  readonly columns: number[];
  readonly total: number;
}

export function marginsOf({ rows, columns, cells }: Table): Margins {
  const margins = { rows: new Array<number>(rows).fill(0), columns: new Array<number>(columns).fill(0), total: 0 };
  let at = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) {
      margins.rows[row] += cells[at];
      margins.columns[column] += cells[at];
      margins.total += cells[at];
    }
  }
  return margins;
}

/** The cells of the rows and columns to keep. */
export function selectCells({ columns, cells }: Table, keptRows: readonly number[], keptColumns: readonly number[]): Table {
  return {
    rows: keptRows.length,
    columns: keptColumns.length,
    cells: keptRows.flatMap((row) => keptColumns.map((column) => cells[row * columns + column])),
  };
}

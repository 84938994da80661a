import type { Margins, Table } from './table.ts';

const MAX_ROUNDS = 200;

/**
 * The table with the dependence (all odds ratios) of `table` and the given margins, by iterative proportional fitting (Deming &
 * Stephan 1940). Margins and cells must be positive. Rows are fitted last: their sums are exact, those of columns to 1e-9.
 */
export function rakeTable(table: Table, target: Margins): number[] {
  const { rows, columns } = table;
  const cells = [...table.cells];
  for (let round = 0; round < MAX_ROUNDS; round++) {
    let furthest = 0;
    for (let column = 0; column < columns; column++) {
      let sum = 0;
      for (let at = column; at < cells.length; at += columns) sum += cells[at];
      const factor = target.columns[column] / sum;
      furthest = Math.max(furthest, Math.abs(factor - 1));
      for (let at = column; at < cells.length; at += columns) cells[at] *= factor;
    }
    for (let row = 0; row < rows; row++) {
      const [first, end] = [row * columns, (row + 1) * columns];
      let sum = 0;
      for (let at = first; at < end; at++) sum += cells[at];
      for (let at = first; at < end; at++) cells[at] *= target.rows[row] / sum;
    }
    if (round > 0 && furthest < 1e-9) break;
  }
  return cells;
}

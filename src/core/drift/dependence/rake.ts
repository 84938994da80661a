import { type Margins, marginsOf, type Table } from './table.ts';

const MAX_ROUNDS = 200;

/**
 * The table with the dependence (all odds ratios) of `table` and the given margins, by iterative proportional fitting (Deming &
 * Stephan 1940). Margins and cells must be positive. Rows are fitted last: their sums are exact, those of columns to 1e-9.
 */
export function rakeTable(table: Table, target: Margins): number[] {
  const { rows, columns } = table;
  const cells = [...table.cells];
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const { columns: sums } = marginsOf({ rows, columns, cells });
    let furthest = 0;
    for (let column = 0; column < columns; column++) {
      const factor = target.columns[column] / sums[column];
      furthest = Math.max(furthest, Math.abs(factor - 1));
      for (let at = column; at < cells.length; at += columns) cells[at] *= factor;
    }
    for (let row = 0; row < rows; row++) {
      let sum = 0;
      for (let column = 0; column < columns; column++) sum += cells[row * columns + column];
      for (let column = 0; column < columns; column++) cells[row * columns + column] *= target.rows[row] / sum;
    }
    if (round > 0 && furthest < 1e-9) break;
  }
  return cells;
}

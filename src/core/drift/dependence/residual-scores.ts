import { marginsOf, type Table } from './table.ts';

const MAX_ROUNDS = 200;

/**
 * What is left of the scores when a row effect and a column effect are taken off, weighted by the table: a sum over the cells of
 * any table with the same margins is then free of the margins (the efficient score of the interaction).
 */
export function residualScores(scores: readonly number[], weights: Table): number[] {
  const { rows, columns, cells } = weights;
  const margins = marginsOf(weights);
  const left = [...scores];
  for (let round = 0; round < MAX_ROUNDS; round++) {
    let furthest = 0;
    for (let row = 0; row < rows; row++) {
      let mean = 0;
      for (let at = row * columns; at < (row + 1) * columns; at++) mean += (cells[at] * left[at]) / margins.rows[row];
      for (let at = row * columns; at < (row + 1) * columns; at++) left[at] -= mean;
      furthest = Math.max(furthest, Math.abs(mean));
    }
    for (let column = 0; column < columns; column++) {
      let mean = 0;
      for (let at = column; at < cells.length; at += columns) mean += (cells[at] * left[at]) / margins.columns[column];
      for (let at = column; at < cells.length; at += columns) left[at] -= mean;
      furthest = Math.max(furthest, Math.abs(mean));
    }
    if (furthest < 1e-9) break;
  }
  return left;
}

/**
 * The most rows that a foreign model is given in one call, at fit and in runs: graphs of thousands of operators hold as
 * many tensors of the rows they score, and no signal is heard before a call returns.
 */
export const FOREIGN_ROWS_AT_ONCE = 4096;

/** Scores a row-major matrix part by part. */
export async function scoreInParts(
  score: (matrix: Float32Array, rows: number) => Promise<Float32Array>,
  matrix: Float32Array,
  rows: number,
): Promise<Float32Array> {
  if (rows <= FOREIGN_ROWS_AT_ONCE) return score(matrix, rows);
  const width = matrix.length / rows;
  const scores = new Float32Array(rows);
  for (let from = 0; from < rows; from += FOREIGN_ROWS_AT_ONCE) {
    const to = Math.min(rows, from + FOREIGN_ROWS_AT_ONCE);
    scores.set(await score(matrix.slice(from * width, to * width), to - from), from);
  }
  return scores;
}

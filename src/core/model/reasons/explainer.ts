/** What explains the scores of one model. A row's explanation depends on the row alone. */
export interface Explainer {
  /**
   * How much each row's score falls when one feature is left out of it, row-major [rows, width]; 0 or less where it does not.
   * @param scores of the rows, higher = more anomalous
   */
  contributions(matrix: Float32Array, rows: number, scores: Float32Array): Promise<Float64Array>;
}

/** Scores of a row-major matrix, higher = more anomalous. The matrix may be gone afterwards. */
export type ScoreMatrix = (matrix: Float32Array, rows: number) => Promise<Float32Array>;

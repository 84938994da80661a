/** Row-major. */
export interface Rows {
  readonly data: Float32Array;
  readonly rows: number;
}

/** What was left out of the training, for people who have to judge whether that was right. */
export interface Trimming {
  readonly rows: number;
  /** Of the training rows. */
  readonly share: number;
  readonly by: 'isolation forest score';
  /** Every score above it was left out. */
  readonly cutoff: number;
  /** Of all training rows. */
  readonly median: number;
  readonly largest: number;
}

/** Leaves out the highest scores, at most `share` of the rows; of equal scores all stay. */
export function trimRows(training: Rows, width: number, scores: Float32Array, share: number): { kept: Rows; trimming: Trimming } {
  const sorted = scores.slice().sort();
  const last = sorted.length - 1;
  const cutoff = sorted[last - Math.floor(share * sorted.length)];
  const data = new Float32Array(training.data.length);
  let rows = 0;
  for (let row = 0; row < training.rows; row++) {
    if (scores[row] > cutoff) continue;
    data.set(training.data.subarray(row * width, (row + 1) * width), rows * width);
    rows++;
  }
  const out = training.rows - rows;
  return {
    kept: { data: data.subarray(0, rows * width), rows },
    trimming: {
      rows: out,
      share: round(out / training.rows),
      by: 'isolation forest score',
      cutoff: round(cutoff),
      median: round(sorted[last >> 1]),
      largest: round(sorted[last]),
    },
  };
}

/** Scores are float32: seven digits are all they hold. */
function round(value: number): number {
  return Number(value.toPrecision(7));
}

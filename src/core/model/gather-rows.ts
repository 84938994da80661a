import type { Batch } from '../frame/batch.ts';
import { buildMatrix } from './build-matrix.ts';
import type { Rows } from './detectors/trim-rows.ts';
import type { ModelInput } from './model-input.ts';
import type { ReferenceSplit } from './split-reference.ts';

/** The rows of each part that the model can read. */
export interface Parts {
  readonly training: Rows;
  readonly combine: Rows;
  readonly calibration: Rows;
}

/** One pass over the reference. */
export async function gatherRows(
  read: () => AsyncIterable<Batch>,
  inputs: readonly ModelInput[],
  medians: Float32Array,
  missing: 'median' | 'reject',
  { training, combine, calibration }: ReferenceSplit,
): Promise<Parts> {
  const width = inputs.length;
  const sets = [training, combine, calibration].map((indexes) => ({
    indexes,
    next: 0,
    data: new Float32Array(indexes.length * width),
    rows: 0,
  }));
  let offset = 0;
  for await (const batch of read()) {
    const matrix = buildMatrix(batch, inputs, medians, missing);
    const rowOf = matrix.indexes && new Map([...matrix.indexes].map((index, row) => [index, row]));
    for (const set of sets) {
      for (; set.next < set.indexes.length && set.indexes[set.next] < offset + batch.rows; set.next++) {
        const index = set.indexes[set.next] - offset;
        const row = rowOf ? rowOf.get(index) : index;
        if (row === undefined) continue; // a missing value and `reject`
        set.data.set(matrix.data.subarray(row * width, (row + 1) * width), set.rows * width);
        set.rows++;
      }
    }
    offset += batch.rows;
  }
  const [train, curves, held] = sets.map(({ data, rows }): Rows => ({ data: data.subarray(0, rows * width), rows }));
  return { training: train, combine: curves, calibration: held };
}

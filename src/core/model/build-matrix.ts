import type { Batch } from '../frame/batch.ts';
import type { ReferenceProfile } from '../profile/reference.ts';
import { computeInput, type ModelInput } from './model-input.ts';

/** The model's input for some rows of a batch. */
export interface ModelMatrix {
  /** Row-major [rows, width], free of NaN. */
  readonly data: Float32Array;
  readonly rows: number;
  readonly width: number;
  /** Index within the batch of each matrix row; undefined when every row is there. */
  readonly indexes?: Uint32Array;
}

/**
 * Builds the tensor. A missing value becomes the reference median (`median`), or its row is left out (`reject`).
 * An infinite value is clamped to the largest float32, so that it stays extreme and comparable.
 */
export function buildMatrix(batch: Batch, inputs: readonly ModelInput[], medians: Float32Array, missing: 'median' | 'reject'): ModelMatrix {
  const width = inputs.length;
  const columns = inputs.map((spec) => computeInput(spec, batch));
  const indexes = missing === 'reject' ? completeRows(columns, batch.rows) : undefined;
  const rows = indexes?.length ?? batch.rows;
  const data = new Float32Array(rows * width);
  for (let column = 0; column < width; column++) {
    const values = columns[column];
    const median = medians[column];
    for (let row = 0, at = column; row < rows; row++, at += width) {
      const value = values[indexes ? indexes[row] : row];
      data[at] = value === value ? Math.min(Math.max(value, -MAX_FLOAT32), MAX_FLOAT32) : median;
    }
  }
  return { data, rows, width, indexes };
}

export const MAX_FLOAT32 = 3.4028234663852886e38;

/** Undefined when no row misses a value: the common case needs no index. */
function completeRows(columns: readonly Float64Array[], rows: number): Uint32Array | undefined {
  const complete = new Uint8Array(rows).fill(1);
  let count = rows;
  for (const values of columns) {
    for (let row = 0; row < rows; row++) {
      if (values[row] !== values[row] && complete[row] === 1) {
        complete[row] = 0;
        count--;
      }
    }
  }
  if (count === rows) return undefined;
  const indexes = new Uint32Array(count);
  for (let row = 0, next = 0; row < rows; row++) if (complete[row] === 1) indexes[next++] = row;
  return indexes;
}

/** The reference median of each model input, as float32. */
export function referenceMedians(inputs: readonly ModelInput[], reference: ReferenceProfile): Float32Array {
  return Float32Array.from(inputs, (spec) => {
    if (spec.encoding) return spec.encoding.median;
    const known = reference.features.find((feature) => feature.feature === spec.name);
    return known?.kind === 'numeric' ? known.median : 0;
  });
}

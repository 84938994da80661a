import type { Batch } from '../../frame/batch.ts';
import { buildMatrix, referenceMedians } from '../build-matrix.ts';
import { type Bundle, modelInputs } from '../bundle.ts';
import { bundleInputs } from '../model-input.ts';
import { openSession } from '../session.ts';

/** The scores of some rows, higher as more anomalous; NaN for a row that the bundle does not score. `rows` ascend, and count all batches. */
export async function scoreRows(bundle: Bundle, read: () => AsyncIterable<Batch>, rows: Uint32Array): Promise<Float32Array> {
  const { card, model, reference } = bundle;
  const inputs = bundleInputs(bundle);
  const medians = referenceMedians(inputs, reference);
  const scores = new Float32Array(rows.length).fill(Number.NaN);
  const session = await openSession(model, { width: modelInputs(card).length, inputName: card.input, outputName: card.output });
  try {
    let offset = 0;
    let next = 0;
    for await (const batch of read()) {
      const first = next;
      const mask = new Uint8Array(batch.rows);
      for (; next < rows.length && rows[next] < offset + batch.rows; next++) mask[rows[next] - offset] = 1;
      offset += batch.rows;
      if (next === first) continue;
      const matrix = buildMatrix(batch.select(mask), inputs, medians, card.missing);
      if (matrix.rows === 0) continue;
      const raw = await session.score(matrix.data, matrix.rows);
      for (let row = 0; row < raw.length; row++)
        scores[first + (matrix.indexes ? matrix.indexes[row] : row)] = card.orientation === 'lower' ? -raw[row] : raw[row];
    }
  } finally {
    await session.release();
  }
  return scores;
}

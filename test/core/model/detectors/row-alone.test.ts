import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { buildCalibration, rankScores } from '../../../../src/core/model/calibration.ts';
import { fitDetector } from '../../../../src/core/model/detectors/fit-detector.ts';
import type { Rows } from '../../../../src/core/model/detectors/trim-rows.ts';
import { encodeDetector } from '../../../../src/core/model/onnx/encode-detector.ts';
import { DETECTORS, PURITIES } from '../../../../src/core/schema/detectors.ts';
import { openScorer } from '../../../../src/core/score/scorer.ts';
import { makeNormalRows } from '../make-rows.ts';

const test = suite('model/detectors/row-alone');

const POOL_ROWS = 3000;
/** Of acceptance: so many rows are scored again, alone or among others. */
const CASES = 100_000;
const COMBINATIONS = DETECTORS.flatMap((detector) =>
  PURITIES.flatMap((referenceIs) => [3, 10].map((width) => ({ detector, referenceIs, width }))),
);

/** Normal rows, some of them far out, some at the end of float32, some equal to one that was trained on. */
function makePool(training: Rows, width: number): Float32Array {
  const data = makeNormalRows(POOL_ROWS, width, 5);
  for (let row = 0; row < POOL_ROWS; row += 7) data[row * width + (row % width)] *= 10 ** (row % 39);
  for (let at = 0; at < data.length; at++) if (!Number.isFinite(data[at])) data[at] = 3.4028234663852886e38;
  for (let row = 3; row < POOL_ROWS; row += 50) data.set(training.data.subarray(row * width, (row + 1) * width), row * width);
  return data;
}

for (const { detector, referenceIs, width } of COMBINATIONS) {
  test(`${detector}, ${referenceIs}, ${width} features: a row's score and rank are the same alone, in any batch, in any order, in any thread`, async () => {
    const training = { data: makeNormalRows(POOL_ROWS, width, 1), rows: POOL_ROWS };
    const combine = { data: makeNormalRows(300, width, 2), rows: 300 };
    const options = { detector, referenceIs, trees: 20, sampleSize: 64, seed: 3, neighbourRows: 300 };
    const modelBytes = encodeDetector(fitDetector(training, combine, width, options).detector);
    const pool = makePool(training, width);
    const here = await openScorer({ modelBytes, width, workers: 0 });
    const threads = await openScorer({ modelBytes, width, workers: 2 });
    try {
      const expected = await here.score(pool, POOL_ROWS);
      const calibration = buildCalibration(expected.slice(0, 500));
      const ranks = rankScores(calibration, expected);
      let cases = 0;
      const size = fc.oneof({ weight: 1, arbitrary: fc.constant(1) }, { weight: 3, arbitrary: fc.integer({ min: 2, max: 700 }) });
      const check = fc.asyncProperty(
        size,
        fc.integer({ min: 0, max: POOL_ROWS - 1 }),
        fc.integer({ min: 1, max: POOL_ROWS - 1 }),
        async (rows, first, step) => {
          const chosen = Array.from({ length: rows }, (_, at) => (first + at * step) % POOL_ROWS);
          const matrix = new Float32Array(rows * width);
          chosen.forEach((row, at) => {
            matrix.set(pool.subarray(row * width, (row + 1) * width), at * width);
          });
          const [one, other] = await Promise.all([here.score(matrix.slice(), rows), threads.score(matrix, rows)]);
          const wanted = Float32Array.from(chosen, (row) => expected[row]);
          assert.equal(Buffer.from(one.buffer), Buffer.from(wanted.buffer));
          assert.equal(Buffer.from(other.buffer), Buffer.from(wanted.buffer));
          assert.equal(
            rankScores(calibration, one),
            Uint32Array.from(chosen, (row) => ranks[row]),
          );
          cases += 2 * rows;
        },
      );
      while (cases < CASES / COMBINATIONS.length) await fc.assert(check, { numRuns: 10, seed: cases + 1 });
      assert.ok(new Set(expected).size > 1000);
    } finally {
      await here.close();
      await threads.close();
    }
  });
}

test.run();

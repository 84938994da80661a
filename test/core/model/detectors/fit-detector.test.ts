import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ModelError } from '../../../../src/core/errors.ts';
import { scoreDetector } from '../../../../src/core/model/detectors/detector.ts';
import { type DetectorOptions, fitDetector } from '../../../../src/core/model/detectors/fit-detector.ts';
import type { Rows } from '../../../../src/core/model/detectors/trim-rows.ts';
import { encodeDetector } from '../../../../src/core/model/onnx/encode-detector.ts';
import { openSession } from '../../../../src/core/model/session.ts';
import { DETECTORS, PURITIES } from '../../../../src/core/schema/detectors.ts';
import { makeNormalRows } from '../make-rows.ts';

const test = suite('model/detectors/fit-detector');

const OPTIONS: DetectorOptions = { detector: 'ensemble', referenceIs: 'unknown', trees: 20, sampleSize: 64, seed: 3, neighbourRows: 200 };
const rowsOf = (data: Float32Array, width: number): Rows => ({ data, rows: data.length / width });
const normal = (rows: number, width: number, seed: number): Rows => rowsOf(makeNormalRows(rows, width, seed), width);

async function scoreExported(detector: ReturnType<typeof fitDetector>['detector'], data: Float32Array): Promise<Float32Array> {
  const session = await openSession(encodeDetector(detector), { width: detector.width });
  try {
    return await session.score(data, data.length / detector.width);
  } finally {
    await session.release();
  }
}

/** How features may be that a model has to live with. */
const SHAPES: Record<string, (row: number, feature: number, value: number) => number> = {
  'independent normal values': (_row, _feature, value) => value,
  'a constant feature': (_row, feature, value) => (feature === 0 ? 42 : value),
  'a feature of zeros': (_row, feature, value) => (feature === 0 ? 0 : value),
  'a feature that hardly varies': (row, feature, value) => (feature === 0 ? Number(row === 5) : value),
  'many equal rows': (row, feature, value) => (row % 3 === 0 ? feature : value),
  'few different values': (_row, _feature, value) => Math.round(value),
  'large values far from 0': (_row, _feature, value) => Math.fround(1e9 + 1e4 * value),
  'tiny values': (_row, _feature, value) => Math.fround(value * 1e-35),
  'one value at the end of float32': (row, feature, value) => (row === 7 && feature === 0 ? 3.4028234663852886e38 : value),
};

for (const detector of DETECTORS) {
  for (const [shape, of] of Object.entries(SHAPES)) {
    test(`${detector}, ${shape}: the exported graph gives the detector's own scores, and they are finite`, async () => {
      for (const width of [1, 2, 7]) {
        for (const referenceIs of PURITIES) {
          const shaped = ({ data, rows }: Rows): Rows => ({
            data: data.map((value, at) => of(Math.floor(at / width), at % width, value)),
            rows,
          });
          const options = { ...OPTIONS, detector, referenceIs };
          const fitted = fitDetector(shaped(normal(400, width, 1)), shaped(normal(60, width, 2)), width, options).detector;
          const { data, rows } = shaped(normal(150, width, 3));
          data.set(new Float32Array(width).fill(-3.4028234663852886e38));
          const exported = await scoreExported(fitted, data);
          const own = scoreDetector(fitted, data, rows);
          for (let row = 0; row < rows; row++) {
            assert.ok(Number.isFinite(exported[row]));
            assert.ok(
              Math.abs(exported[row] - own[row]) <= 1e-5 * Math.max(1, Math.abs(own[row])),
              `row ${width} ${referenceIs} ${row}: ${exported[row]}, ${own[row]}`,
            );
          }
        }
      }
    });
  }
}

test('120 features work', async () => {
  const { detector } = fitDetector(normal(300, 120, 1), normal(50, 120, 2), 120, OPTIONS);
  const { data, rows } = normal(20, 120, 3);
  const exported = await scoreExported(detector, data);
  const own = scoreDetector(detector, data, rows);
  assert.ok(exported.every((score, row) => Math.abs(score - own[row]) <= 1e-5 * Math.max(1, own[row])));
});

test('a value that a constant feature never had scores higher than any trained row', () => {
  for (const detector of ['ensemble', 'knn'] as const) {
    const constant = ({ data, rows }: Rows): Rows => ({ data: data.map((value, at) => (at % 3 === 1 ? 5 : value)), rows });
    const training = constant(normal(400, 3, 1));
    const fitted = fitDetector(training, constant(normal(60, 3, 2)), 3, { ...OPTIONS, detector, referenceIs: 'clean' }).detector;
    const scores = scoreDetector(fitted, Float32Array.of(0, 5, 0, 0, 25, 0), 2);
    assert.ok(scores[1] > scores[0]);
  }
});

test('far rows keep their order: a forest alone cannot tell how far', () => {
  for (const detector of ['ensemble', 'knn'] as const) {
    const fitted = fitDetector(normal(400, 2, 1), normal(60, 2, 2), 2, { ...OPTIONS, detector }).detector;
    const scores = scoreDetector(
      fitted,
      Float32Array.from({ length: 20 }, (_, at) => 4 ** (at >> 1)),
      10,
    );
    assert.ok(
      scores.every((score, row) => row === 0 || score > scores[row - 1]),
      [...scores].join(' '),
    );
  }
});

test('what is trimmed is what lies apart, and the report says how far', () => {
  const training = normal(900, 2, 1);
  // One row in ten belongs to a far group.
  for (let row = 0; row < 900; row += 10) training.data.set([8 + training.data[2 * row] / 4, 8], 2 * row);
  const options = { ...OPTIONS, detector: 'knn', trim: 0.15, neighbourRows: 10_000 } as const;
  const { detector, trimming } = fitDetector(training, normal(0, 2, 1), 2, options);
  assert.ok(detector.kind === 'knn');
  const far = detector.neighbours.rows.filter((value, at) => at % 2 === 0 && value > 6).length;
  assert.is(far, 0);
  assert.is(trimming?.rows, 135);
  assert.is(trimming?.share, 0.15);
  assert.ok(trimming && trimming.median < trimming.cutoff && trimming.cutoff < trimming.largest);
  assert.is(detector.neighbours.rows.length / 2, 765);
});

test('a clean reference is not trimmed, unless the config says so; its neighbours are the nearest', () => {
  const clean = fitDetector(normal(200, 2, 1), normal(40, 2, 2), 2, { ...OPTIONS, referenceIs: 'clean' });
  assert.is(clean.trimming, null);
  assert.equal(clean.parameters, { trees: 20, sample_size: 64, seed: 3, neighbours: 1, neighbour_rows: 200, forest_weight: 0.1 });
  const told = fitDetector(normal(200, 2, 1), normal(40, 2, 2), 2, { ...OPTIONS, referenceIs: 'clean', trim: 0.5, neighbours: 3 });
  assert.is(told.trimming?.rows, 120); // half of all that train in the end: 200, and 40 that made the curves
  assert.is(told.parameters.neighbours, 3);
});

test('a forest alone is trimmed only where the config says so: else it would not see rows that are far out', () => {
  const [training, fresh] = [normal(2000, 2, 1), normal(1000, 2, 5)];
  for (let row = 0; row < 2000; row += 100) training.data[2 * row] = 6 + row / 1000;
  const shareBelowFar = (trim?: number) => {
    const { detector, trimming } = fitDetector(training, normal(0, 2, 1), 2, { ...OPTIONS, detector: 'iforest', trees: 100, trim });
    const [far] = scoreDetector(detector, Float32Array.of(9, 0), 1);
    const usual = scoreDetector(detector, fresh.data, fresh.rows);
    return { trimmed: trimming?.rows ?? 0, below: usual.filter((score) => score < far).length / fresh.rows };
  };
  const [whole, trimmed] = [shareBelowFar(), shareBelowFar(0.2)];
  assert.equal([whole.trimmed, trimmed.trimmed], [0, 400]);
  assert.ok(whole.below > 0.98, `${whole.below}`);
  assert.ok(trimmed.below < 0.95, `${trimmed.below}`);
});

test('too few rows for the neighbours are refused', () => {
  assert.throws(
    () => fitDetector(normal(6, 2, 1), normal(20, 2, 2), 2, { ...OPTIONS, neighbours: 6, trim: 0 }),
    (error: unknown) => error instanceof ModelError && error.code === 'OADS_FIT_ROWS' && /more than 6 training rows/.test(error.message),
  );
});

test.run();

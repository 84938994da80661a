import { ModelError } from '../../errors.ts';
import type { Batch } from '../../frame/batch.ts';
import { buildReference } from '../../profile/build-reference.ts';
import type { FeatureSpec } from '../../profile/compute-feature.ts';
import { buildMatrix, referenceMedians } from '../build-matrix.ts';
import { buildCalibration, thresholdAt } from '../calibration.ts';
import { type FitInput, type FitOptions, plainFeature } from '../fit.ts';
import { createRandom, sampleWithoutReplacement } from '../random.ts';
import { undoTransform } from '../reasons/describe-reason.ts';
import { refuseFlattened } from '../refuse-flattened.ts';
import { LEAST_CALIBRATION_ROWS } from '../split-reference.ts';
import type { BundleContent } from '../write-bundle.ts';
import type { ForeignModel } from './open-foreign.ts';
import { refuseMixedRows } from './refuse-mixed-rows.ts';
import { scoreInParts } from './score-in-parts.ts';

/** One input of a row, as the column has it: null where it was missing. */
export interface InputValue {
  readonly feature: string;
  readonly value: number | null;
}

export interface WrappedForeign extends BundleContent {
  /** Inputs of the calibration row that scored highest, once the score is turned: not what anomalies look like, if it is turned wrongly. */
  readonly mostAnomalous?: readonly InputValue[];
}

type WrapOptions = Pick<FitOptions, 'calibrationRows' | 'falseAlarmRate' | 'seed' | 'missing'>;

/** Nothing is lost to training: by default all of a reference that is not larger. */
const MOST_CALIBRATION_ROWS = 10_000;
/** Fewer different scores than this are labels: they rank nothing, so nothing can be calibrated. */
const LEAST_SCORES = 5;

/**
 * Makes a bundle of a model that was trained elsewhere: reference profile over all rows, calibration and threshold from
 * up to `calibrationRows` (10,000) of them. None is kept back for training; whether the model was trained on these very rows, in
 * which case its p-values are too small, nobody here can know: the card says so.
 */
export async function wrapForeign(
  input: FitInput,
  specs: readonly FeatureSpec[],
  { bytes, session, orientation }: ForeignModel,
  options: WrapOptions,
): Promise<WrappedForeign> {
  const inputs = specs.filter((spec) => spec.model);
  const reference = await buildReference(input.read, specs, input.rows);
  refuseFlattened(inputs, reference);
  const medians = referenceMedians(inputs, reference);
  const drawn = sampleWithoutReplacement(
    createRandom(options.seed, 1),
    input.rows,
    options.calibrationRows ?? MOST_CALIBRATION_ROWS,
  ).sort();
  const given = await gatherRows(input.read, inputs, options.missing, drawn);
  const { rows } = given;
  if (rows < LEAST_CALIBRATION_ROWS) {
    throw new ModelError(
      'OADS_FIT_ROWS',
      `expected at least ${LEAST_CALIBRATION_ROWS} reference rows without missing values, got ${rows}`,
      {
        hint: 'give more reference rows, or set fit.missing: median',
      },
    );
  }
  const data = given.data.map((value, at) => (Number.isNaN(value) ? medians[at % inputs.length] : value));
  const raw = await scoreInParts(session.score, data, rows);
  await refuseMixedRows(session, data, raw, options.seed);
  const scores = orientation === 'lower' ? raw.map((score) => -score) : raw;
  const calibration = buildCalibration(scores);
  refuseLabels(calibration, session.outputName);
  const threshold = thresholdAt(calibration, options.falseAlarmRate);
  if (threshold === undefined) {
    const least = Math.ceil(1 / options.falseAlarmRate) - 1;
    throw new ModelError(
      'OADS_FIT_CALIBRATION',
      `a false alarm rate of ${options.falseAlarmRate} needs at least ${least} calibration rows, got ${rows}`,
      { hint: 'give more reference rows, or a larger fit.false_alarm_rate' },
    );
  }
  return {
    model: bytes,
    reference,
    calibration,
    card: {
      schema: 'oads/bundle/v1',
      name: input.name,
      features: specs.map((spec) => plainFeature(spec)),
      input: session.inputName,
      output: session.outputName,
      orientation,
      missing: options.missing,
      threshold,
      false_alarm_rate: options.falseAlarmRate,
      training: {
        detector: 'onnx',
        parameters: { seed: options.seed },
        rows: input.rows,
        rows_quarantined: input.rowsQuarantined,
        training_rows: 0,
        calibration_rows: calibration.length,
        input_digest: input.inputDigest,
        from: input.from,
        to: input.to,
        remarks: [TRAINED_ELSEWHERE],
      },
    },
    mostAnomalous: readInputs(given.data, findLargest(scores), inputs),
  };
}

function findLargest(scores: Float32Array): number {
  return scores.reduce((best, score, row) => (score > scores[best] ? row : best), 0);
}

function readInputs(data: Float32Array, row: number, inputs: readonly FeatureSpec[]): InputValue[] {
  return inputs.map((spec, at) => {
    const value = data[row * inputs.length + at];
    return { feature: spec.name, value: Number.isNaN(value) ? null : undoTransform(spec, value) };
  });
}

export const TRAINED_ELSEWHERE =
  'the model was trained elsewhere: p-values, threshold and false alarm rate hold only if it never saw the rows of this reference';

/** The drawn rows; what is missing in them stays NaN. */
async function gatherRows(
  read: () => AsyncIterable<Batch>,
  inputs: readonly FeatureSpec[],
  missing: 'median' | 'reject',
  drawn: Uint32Array,
): Promise<{ data: Float32Array; rows: number }> {
  const width = inputs.length;
  const data = new Float32Array(drawn.length * width);
  const unfilled = new Float32Array(width).fill(Number.NaN);
  let rows = 0;
  let next = 0;
  let offset = 0;
  for await (const batch of read()) {
    const mask = new Uint8Array(batch.rows);
    for (; next < drawn.length && drawn[next] < offset + batch.rows; next++) mask[drawn[next] - offset] = 1;
    const matrix = buildMatrix(batch.select(mask), inputs, unfilled, missing);
    data.set(matrix.data, rows * width);
    rows += matrix.rows;
    offset += batch.rows;
  }
  return { data: data.subarray(0, rows * width), rows };
}

function refuseLabels(calibration: Float32Array, output: string): void {
  const scores = new Set(calibration).size;
  if (scores >= LEAST_SCORES) return;
  throw new ModelError(
    'OADS_FIT_DEGENERATE',
    `expected scores that tell rows apart, got ${scores} different values of output "${output}" on ${calibration.length} reference rows`,
    { hint: 'name a score and not a label with --output-name, and the features in the order of the input’s columns with --features' },
  );
}

import { BugError, ModelError } from '../errors.ts';
import type { Batch } from '../frame/batch.ts';
import { buildReference } from '../profile/build-reference.ts';
import type { FeatureSpec } from '../profile/compute-feature.ts';
import type { ReferenceProfile } from '../profile/reference.ts';
import { buildMatrix, referenceMedians } from './build-matrix.ts';
import { buildCalibration, thresholdAt } from './calibration.ts';
import { fitIsolationForest } from './isolation-forest.ts';
import { encodeForest } from './onnx/encode-forest.ts';
import { createRandom, sampleWithoutReplacement } from './random.ts';
import { scoreForest } from './score-forest.ts';
import { openSession } from './session.ts';
import type { BundleContent } from './write-bundle.ts';

export interface FitOptions {
  readonly trees: number;
  readonly sampleSize: number;
  readonly seed: number;
  readonly calibrationRows: number;
  readonly falseAlarmRate: number;
  readonly missing: 'median' | 'reject';
}

/** Reference rows that passed quality; `read` gives the same batches each time. */
export interface FitInput {
  readonly name: string;
  readonly read: () => AsyncIterable<Batch>;
  readonly rows: number;
  readonly rowsQuarantined: number;
  readonly inputDigest: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** The trees see at most this many rows in all; sampling more changes nothing a forest of small samples could show. */
const MAX_TRAINING_ROWS = 200_000;
/** No more than this share of the reference is held out. */
const MAX_CALIBRATION_SHARE = 0.5;

/**
 * Fits a bundle: reference profile over all rows; a seeded isolation forest on training rows; calibration scores and
 * threshold from held-out rows that are in no training set. Same rows, options and seed: same bytes.
 */
export async function fitBundle(input: FitInput, specs: readonly FeatureSpec[], options: FitOptions): Promise<BundleContent> {
  const inputs = specs.filter((spec) => spec.model);
  if (inputs.length === 0) throw new ModelError('OADS_FIT_FEATURES', 'expected at least one feature with model: true, got none');
  const reference = await buildReference(input.read, specs, input.rows);
  const medians = referenceMedians(inputs, reference);

  const { training, calibration } = splitRows(input.rows, options);
  const matrices = await gatherRows(input.read, inputs, medians, options.missing, training, calibration);
  if (matrices.training.rows < 2 || matrices.calibration.rows < 20) {
    throw new ModelError(
      'OADS_FIT_ROWS',
      `expected at least 2 training and 20 calibration rows without missing values, got ${matrices.training.rows} and ${matrices.calibration.rows}`,
      {
        hint: 'give more reference rows, or set fit.missing: median',
      },
    );
  }
  const width = inputs.length;
  const forest = fitIsolationForest({
    ...matrices.training,
    width,
    trees: options.trees,
    sampleSize: Math.min(options.sampleSize, matrices.training.rows),
    seed: options.seed,
  });
  const model = encodeForest(forest);
  const session = await openSession(model, { width });
  let scores: Float32Array;
  try {
    scores = await session.score(matrices.calibration.data, matrices.calibration.rows);
    refuseDisagreement(scores, scoreForest(forest, matrices.calibration.data, matrices.calibration.rows));
  } finally {
    await session.release();
  }
  const calibrationScores = buildCalibration(scores);
  refuseDegenerate(calibrationScores, reference, inputs);
  const threshold = thresholdAt(calibrationScores, options.falseAlarmRate);
  if (threshold === undefined) {
    throw new ModelError(
      'OADS_FIT_CALIBRATION',
      `a false alarm rate of ${options.falseAlarmRate} needs at least ${Math.ceil(1 / options.falseAlarmRate) - 1} calibration rows, got ${scores.length}`,
      {
        hint: 'give more reference rows, or a larger fit.false_alarm_rate',
      },
    );
  }
  return {
    model,
    reference,
    calibration: calibrationScores,
    card: {
      schema: 'oads/bundle/v1',
      name: input.name,
      features: specs.map((spec) => plainFeature(spec)),
      input: 'X',
      output: 'score',
      orientation: 'higher',
      missing: options.missing,
      threshold,
      false_alarm_rate: options.falseAlarmRate,
      training: {
        detector: 'isolation-forest',
        parameters: { trees: options.trees, sample_size: forest.sampleSize, seed: options.seed },
        rows: input.rows,
        rows_quarantined: input.rowsQuarantined,
        training_rows: matrices.training.rows,
        calibration_rows: matrices.calibration.rows,
        input_digest: input.inputDigest,
        from: input.from,
        to: input.to,
      },
    },
  };
}

/** Fewer different scores than this, and the model cannot tell rows apart: it would be calibrated and never flag anything. */
const LEAST_SCORES = 5;

function refuseDegenerate(calibration: Float32Array, reference: ReferenceProfile, inputs: readonly FeatureSpec[]): void {
  const empty = inputs.filter((spec) => {
    const known = reference.features.find((feature) => feature.feature === spec.name);
    return known !== undefined && known.nulls === reference.rows;
  });
  if (empty.length > 0) {
    throw new ModelError(
      'OADS_FIT_DEGENERATE',
      `expected values in every input of the model, got only nulls in ${empty.map(({ name }) => name).join(', ')}`,
      {
        hint: 'leave the feature out, or give a reference that has values',
      },
    );
  }
  const scores = new Set(calibration).size;
  if (scores < LEAST_SCORES) {
    throw new ModelError(
      'OADS_FIT_DEGENERATE',
      `expected a model that tells rows apart, got ${scores} different scores on ${calibration.length} held-out rows`,
      {
        hint: 'give features that vary, or more trees (fit.trees) and a larger fit.sample_size',
      },
    );
  }
}

/** ONNX Runtime and our own walk through the trees must agree: anything else is a broken export. */
function refuseDisagreement(runtime: Float32Array, own: Float32Array): void {
  for (let row = 0; row < own.length; row++) {
    if (!(Math.abs(runtime[row] - own[row]) <= 1e-6)) {
      throw new BugError(`the exported model scores row ${row} as ${runtime[row]}, the forest itself as ${own[row]}`);
    }
  }
}

/** A feature as bundles write it down: in this order, without what is unset. */
export function plainFeature({ name, column, kind, transform, model, plugin }: FeatureSpec): FeatureSpec {
  return { name, column, kind, transform, model, ...(plugin === undefined ? {} : { plugin }) };
}

/** Disjoint row numbers, ascending; calibration first, so that it does not depend on how many rows train. */
function splitRows(rows: number, options: FitOptions): { training: Uint32Array; calibration: Uint32Array } {
  const held = Math.min(options.calibrationRows, Math.floor(rows * MAX_CALIBRATION_SHARE));
  const drawn = sampleWithoutReplacement(createRandom(options.seed, 1), rows, Math.min(rows, held + MAX_TRAINING_ROWS));
  return { calibration: drawn.slice(0, held).sort(), training: drawn.slice(held).sort() };
}

interface Rows {
  data: Float32Array;
  rows: number;
}

async function gatherRows(
  read: () => AsyncIterable<Batch>,
  inputs: readonly FeatureSpec[],
  medians: Float32Array,
  missing: 'median' | 'reject',
  training: Uint32Array,
  calibration: Uint32Array,
): Promise<{ training: Rows; calibration: Rows }> {
  const width = inputs.length;
  const sets = [training, calibration].map((indexes) => ({ indexes, next: 0, data: new Float32Array(indexes.length * width), rows: 0 }));
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
  const [train, held] = sets.map(({ data, rows }) => ({ data: data.subarray(0, rows * width), rows }));
  return { training: train, calibration: held };
}

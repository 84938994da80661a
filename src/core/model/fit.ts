import { BugError, ModelError } from '../errors.ts';
import type { Batch } from '../frame/batch.ts';
import { buildReference } from '../profile/build-reference.ts';
import type { FeatureSpec } from '../profile/compute-feature.ts';
import type { ReferenceProfile } from '../profile/reference.ts';
import type { DetectorName, Purity } from '../schema/detectors.ts';
import { buildMatrix, referenceMedians } from './build-matrix.ts';
import { buildCalibration, thresholdAt } from './calibration.ts';
import { type Detector, scoreDetector } from './detectors/detector.ts';
import { fitDetector, NEIGHBOUR_ROWS } from './detectors/fit-detector.ts';
import type { Rows } from './detectors/trim-rows.ts';
import { type ModelInput, prepareInputs } from './model-input.ts';
import { encodeDetector } from './onnx/encode-detector.ts';
import { openSession, type ScoringSession } from './session.ts';
import { LEAST_CALIBRATION_ROWS, type ReferenceSplit, splitReference } from './split-reference.ts';
import type { BundleContent } from './write-bundle.ts';

export interface FitOptions {
  readonly trees: number;
  readonly sampleSize: number;
  readonly seed: number;
  /** Undefined: a fifth of the reference, at most 10,000, but as many as the false alarm rate asks for. */
  readonly calibrationRows?: number;
  readonly falseAlarmRate: number;
  readonly missing: 'median' | 'reject';
  /** Default: ensemble. */
  readonly detector?: DetectorName;
  /** Default: unknown. */
  readonly referenceIs?: Purity;
  /** Undefined: as `referenceIs` has it. */
  readonly neighbours?: number;
  readonly neighbourRows?: number;
  /** Undefined: as `referenceIs` has it. */
  readonly trim?: number;
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

/**
 * Fits a bundle: reference profile over all rows; a seeded detector on training rows; calibration scores and threshold from
 * held-out rows that are in no training set. Same rows, options and seed: same bytes.
 * @param onRows told how far it is, as rows of the reference
 */
export async function fitBundle(
  input: FitInput,
  specs: readonly FeatureSpec[],
  options: FitOptions,
  onRows: (done: number, total: number) => void = () => {},
): Promise<BundleContent> {
  if (!specs.some((spec) => spec.model)) {
    throw new ModelError('OADS_FIT_FEATURES', 'expected at least one feature with model: true, got none');
  }
  const { detector: kind = 'ensemble', referenceIs = 'unknown', neighbourRows = NEIGHBOUR_ROWS } = options;
  const read = countRows(input, onRows);
  const reference = await buildReference(read, specs, input.rows);
  const inputs = prepareInputs(specs, reference);
  const medians = referenceMedians(inputs, reference);
  const split = splitReference(input.rows, { ...options, combines: kind === 'ensemble' });
  const parts = await gatherRows(read, inputs, medians, options.missing, split);
  refuseFewRows(parts, kind);
  const width = inputs.length;
  const fitted = fitDetector(parts.training, parts.combine, width, { ...options, detector: kind, referenceIs, neighbourRows });
  const model = encodeDetector(fitted.detector);
  const session = await openSession(model, { width });
  let scores: Float32Array;
  try {
    scores = await scoreChecked(session, fitted.detector, parts.calibration);
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
        detector: kind,
        reference_is: referenceIs,
        parameters: fitted.parameters,
        rows: input.rows,
        rows_quarantined: input.rowsQuarantined,
        training_rows: parts.training.rows,
        combine_rows: parts.combine.rows,
        calibration_rows: parts.calibration.rows,
        trimming: fitted.trimming,
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

/** Our own arithmetic is slower than the runtime: some hundred rows show a broken export. */
const MAX_COMPARED_ROWS = 500;

/** The runtime's scores, once they were seen to be those of the detector and to depend on the row alone. */
async function scoreChecked(session: ScoringSession, detector: Detector, { data, rows }: Rows): Promise<Float32Array> {
  const scores = await session.score(data, rows);
  const compared = Math.min(rows, MAX_COMPARED_ROWS);
  refuseDisagreement(scores, scoreDetector(detector, data.subarray(0, compared * detector.width), compared));
  // Without the first row every other row has another place.
  const moved = await session.score(data.slice(detector.width), rows - 1);
  const at = moved.findIndex((score, row) => !Object.is(score, scores[row + 1]));
  if (at >= 0) throw new BugError(`the exported model scores row ${at + 1} as ${scores[at + 1]}, and as ${moved[at]} at another place`);
  return scores;
}

/** A curve can be steep: then it shows the rounding of a forest's float32 score some hundred times larger. */
const MAX_DISAGREEMENT = 1e-4;

/** ONNX Runtime and our own arithmetic must agree but for rounding: anything else is a broken export. */
function refuseDisagreement(runtime: Float32Array, own: Float32Array): void {
  for (let row = 0; row < own.length; row++) {
    if (!(Math.abs(runtime[row] - own[row]) <= MAX_DISAGREEMENT * Math.max(1, Math.abs(own[row])))) {
      throw new BugError(`the exported model scores row ${row} as ${runtime[row]}, the detector itself as ${own[row]}`);
    }
  }
}

/** Fewer rows than this make no curve. */
const LEAST_COMBINE_ROWS = 10;

function refuseFewRows({ training, combine, calibration }: Parts, kind: DetectorName): void {
  const combines = kind === 'ensemble';
  if (training.rows >= 2 && calibration.rows >= LEAST_CALIBRATION_ROWS && (!combines || combine.rows >= LEAST_COMBINE_ROWS)) return;
  const [wanted, got] = combines ? [`, ${LEAST_COMBINE_ROWS} combining`, `, ${combine.rows}`] : ['', ''];
  throw new ModelError(
    'OADS_FIT_ROWS',
    `expected at least 2 training${wanted} and ${LEAST_CALIBRATION_ROWS} calibration rows without missing values, got ${training.rows}${got} and ${calibration.rows}`,
    { hint: 'give more reference rows, or set fit.missing: median' },
  );
}

/** A feature as bundles write it down: in this order, without what is unset. */
export function plainFeature({ name, column, kind, transform, model, plugin }: FeatureSpec): FeatureSpec {
  return { name, column, kind, transform, model, ...(plugin === undefined ? {} : { plugin }) };
}

interface Parts {
  readonly training: Rows;
  readonly combine: Rows;
  readonly calibration: Rows;
}

async function gatherRows(
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

/** The reference is read twice for its profile, and once for the model. */
const PASSES = 3;

function countRows({ read, rows }: FitInput, onRows: (done: number, total: number) => void): FitInput['read'] {
  let done = 0;
  return async function* () {
    for await (const batch of read()) {
      yield batch;
      done += batch.rows;
      onRows(Math.floor(done / PASSES), rows);
    }
  };
}

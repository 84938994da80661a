import { ModelError } from '../errors.ts';
import type { Batch } from '../frame/batch.ts';
import { buildReference } from '../profile/build-reference.ts';
import type { FeatureSpec } from '../profile/compute-feature.ts';
import type { ReferenceProfile } from '../profile/reference.ts';
import type { DetectorName, Purity } from '../schema/detectors.ts';
import { referenceMedians } from './build-matrix.ts';
import { buildCalibration, thresholdAt } from './calibration.ts';
import { fitDetector, NEIGHBOUR_ROWS } from './detectors/fit-detector.ts';
import { gatherRows, type Parts } from './gather-rows.ts';
import { prepareInputs } from './model-input.ts';
import { encodeDetector } from './onnx/encode-detector.ts';
import { refuseFlattened } from './refuse-flattened.ts';
import { scoreChecked } from './score-checked.ts';
import { openSession } from './session.ts';
import { LEAST_CALIBRATION_ROWS, splitReference } from './split-reference.ts';
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
  /** Undefined: as `referenceIs` has it, none for a forest alone. */
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
  refuseFlattened(inputs, reference);
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
export function plainFeature({ name, column, kind, transform, model, plugin, options }: FeatureSpec): FeatureSpec {
  return {
    name,
    column,
    kind,
    transform,
    model,
    ...(plugin === undefined ? {} : { plugin }),
    ...(options === undefined ? {} : { options: sortKeys(options) as FeatureSpec['options'] }),
  };
}

/** The same options in another order are the same bundle. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sortKeys(item)]));
}

/** The reference is read twice for its profile, once for the pairs in it, and once for the model. */
const PASSES = 4;

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

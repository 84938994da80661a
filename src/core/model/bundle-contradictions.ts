import { ModelError } from '../errors.ts';
import { findBadPair } from '../profile/find-bad-pair.ts';
import type { ReferenceProfile } from '../profile/reference.ts';
import type { BundleCard } from './bundle.ts';
import { thresholdAt } from './calibration.ts';

/** A card whose figures do not follow from the files was edited: a threshold moved by hand would still look calibrated. */
export function refuseContradictions(dir: string, card: BundleCard, reference: ReferenceProfile, calibration: Float32Array): void {
  const contradiction =
    findMiscounted(reference) ??
    findInReference(reference) ??
    findInTraining(card.training, reference, calibration) ??
    findInThreshold(card, calibration);
  if (contradiction === undefined) return;
  throw new ModelError('OADS_MODEL_INVALID', `model bundle ${dir}: ${contradiction}`, {
    hint: 'restore the bundle, or fit it again; model.threshold in the config is the place for a threshold of your own',
  });
}

/** Only our own fits know these. */
const OWN_FIELDS = ['reference_is', 'combine_rows', 'trimming'] as const;

function findInTraining(training: BundleCard['training'], reference: ReferenceProfile, calibration: Float32Array): string | undefined {
  const { detector, rows, training_rows: trained, combine_rows: combined = 0, calibration_rows: calibrated, from, to } = training;
  if (calibration.length !== calibrated) {
    return `bundle.json: expected ${calibration.length} calibration rows as in calibration.f32, got ${calibrated}`;
  }
  // What is not read as a time has no order: then both comparisons are false.
  if (from !== null && to !== null && Date.parse(from) > Date.parse(to)) {
    return `bundle.json: expected training.from before ${to}, got ${from}`;
  }
  if (detector === 'onnx') {
    if (trained !== 0) return `bundle.json: expected no training rows of a model that was made elsewhere, got ${trained}`;
    const own = OWN_FIELDS.find((field) => training[field] !== undefined);
    if (own) return `bundle.json: expected nothing known of the training of a model that was made elsewhere, got ${own}`;
  } else if (trained === 0) {
    return `bundle.json: expected training rows of the detector ${detector}, got none`;
  }
  const parts = trained + combined + calibrated;
  if (parts > rows) return `bundle.json: expected at most ${rows} rows in all parts of the training, got ${parts}`;
  if (rows !== reference.rows) return `bundle.json: expected training on the ${reference.rows} rows of reference.json, got ${rows}`;
  return undefined;
}

function findInThreshold({ false_alarm_rate: rate, threshold }: BundleCard, calibration: Float32Array): string | undefined {
  if (!(rate > 0 && rate <= 0.5)) return `bundle.json: expected a false alarm rate in (0, 0.5], got ${rate}`;
  const calibrated = thresholdAt(calibration, rate);
  if (threshold === calibrated) return undefined;
  return `bundle.json: expected the threshold ${calibrated} that the calibration gives for ${rate}, got ${threshold}`;
}

function findMiscounted({ features, rows }: ReferenceProfile): string | undefined {
  for (const feature of features) {
    const counts = feature.kind === 'numeric' ? [...feature.bins, feature.below, feature.above] : [...feature.counts, feature.other];
    const counted = counts.reduce((sum, count) => sum + count, feature.nulls);
    if (counted !== rows) return `reference.json: feature "${feature.feature}" counts ${counted} rows of ${rows}`;
  }
  return undefined;
}

function findInReference(reference: ReferenceProfile): string | undefined {
  for (const feature of reference.features) {
    if (feature.kind !== 'numeric') continue;
    const { edges } = feature;
    const rising = edges.every((edge, index) => index === 0 || edge > edges[index - 1]);
    if (!rising && !(edges.length === 2 && edges[0] === edges[1]))
      return `reference.json: the edges of feature "${feature.feature}" do not rise`;
  }
  const badPair = findBadPair(reference);
  return badPair && `reference.json: ${badPair}`;
}

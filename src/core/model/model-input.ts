import type { Batch } from '../frame/batch.ts';
import { computeNumericFeature, type FeatureSpec } from '../profile/compute-feature.ts';
import type { ReferenceProfile } from '../profile/reference.ts';
import type { Bundle } from './bundle.ts';
import { modelInputs } from './bundle.ts';
import { type CategoryEncoding, computeCodes, encodeCategories } from './category-encoding.ts';

/** A feature that the model reads, with all that makes it a number. */
export interface ModelInput extends FeatureSpec {
  /** Of a categorical feature. */
  readonly encoding?: CategoryEncoding;
}

/** The features with `model: true`, in their order; categories are encoded by what the reference counted. */
export function prepareInputs(specs: readonly FeatureSpec[], reference: ReferenceProfile): ModelInput[] {
  return specs
    .filter((spec) => spec.model)
    .map((spec) => {
      const known = reference.features.find((feature) => feature.feature === spec.name);
      return known?.kind === 'categorical' ? { ...spec, encoding: encodeCategories(known) } : spec;
    });
}

export function bundleInputs({ card, reference }: Pick<Bundle, 'card' | 'reference'>): ModelInput[] {
  return prepareInputs(modelInputs(card), reference);
}

/** The input's value of each row, NaN where it is missing. The result may be the batch's own array: read only. */
export function computeInput(input: ModelInput, batch: Batch): Float64Array {
  return input.encoding ? computeCodes(input.encoding, batch, input.column) : computeNumericFeature(input, batch);
}

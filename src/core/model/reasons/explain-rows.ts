import type { FeatureSpec } from '../../profile/compute-feature.ts';
import type { ReferenceProfile } from '../../profile/reference.ts';
import type { Reason } from '../../snapshot/inference-metrics.ts';
import { describeReason } from './describe-reason.ts';
import type { Explainer } from './explainer.ts';
import { liesBeyond } from './lies-beyond.ts';

/**
 * What contributes less than this share of the largest contribution explains nothing, unless the reference never reached its value:
 * beside one feature that is far out by itself, leaving out another hardly shows.
 */
const LEAST_SHARE = 0.1;

/** Rows to explain, as the model read them. */
export interface ExplainedRows {
  /** Row-major [rows, inputs]. */
  readonly matrix: Float32Array;
  readonly rows: number;
  readonly scores: Float32Array;
  /** `missing[row * inputs + i] === 1` where the value was missing and imputed. */
  readonly missing: Uint8Array;
  /** The text of a categorical input. */
  readonly textOf?: (row: number, input: number) => string | undefined;
}

/** Why each row scored as it did: its features with the largest positive contributions, largest first, ties in the features' order. */
export async function explainRows(
  explainer: Explainer,
  { matrix, rows, scores, missing, textOf }: ExplainedRows,
  inputs: readonly FeatureSpec[],
  reference: ReferenceProfile,
  keep = 3,
): Promise<Reason[][]> {
  const width = inputs.length;
  const falls = await explainer.contributions(matrix, rows, scores);
  const references = inputs.map(({ name }) => reference.features.find((known) => known.feature === name));
  return Array.from({ length: rows }, (_, row) => {
    const own = falls.subarray(row * width, (row + 1) * width);
    const valueAt = (feature: number) => {
      const at = row * width + feature;
      return { value: matrix[at], text: textOf?.(row, feature), isMissing: missing[at] === 1 };
    };
    return chooseLargest(own, keep, (feature) => liesBeyond(valueAt(feature), references[feature])).map((feature) =>
      describeReason(inputs[feature], valueAt(feature), own[feature], references[feature]),
    );
  });
}

function chooseLargest(contributions: Float64Array, keep: number, isBeyond: (feature: number) => boolean): number[] {
  const largest = contributions.reduce((most, value) => Math.max(most, value), 0);
  return Array.from(contributions.keys())
    .filter((feature) => contributions[feature] > 0 && (contributions[feature] >= largest * LEAST_SHARE || isBeyond(feature)))
    .sort((a, b) => contributions[b] - contributions[a] || a - b)
    .slice(0, keep);
}

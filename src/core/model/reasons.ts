import type { FeatureSpec } from '../profile/compute-feature.ts';
import type { NumericReference, ReferenceProfile } from '../profile/reference.ts';
import type { Reason } from '../snapshot/inference-metrics.ts';

type ScoreMatrix = (matrix: Float32Array, rows: number) => Promise<Float32Array>;

/** What contributes less than this share of the largest contribution explains nothing. */
const LEAST_SHARE = 0.1;

/**
 * Why each row scored as it did: each feature in turn is set to its reference median, and the fall of the score is that
 * feature's contribution (single-feature ablation; model-agnostic). The largest positive contributions are kept.
 * @param matrix row-major [rows, width] of the rows to explain
 * @param missing `missing[row * width + i] === 1` where the value was missing and imputed
 */
export async function explainRows(
  score: ScoreMatrix,
  matrix: Float32Array,
  rows: number,
  scores: Float32Array,
  inputs: readonly FeatureSpec[],
  medians: Float32Array,
  reference: ReferenceProfile,
  missing: Uint8Array,
  keep = 3,
): Promise<Reason[][]> {
  const width = inputs.length;
  const variants = new Float32Array(rows * width * width);
  for (let row = 0; row < rows; row++) {
    for (let feature = 0; feature < width; feature++) {
      const at = (row * width + feature) * width;
      variants.set(matrix.subarray(row * width, (row + 1) * width), at);
      variants[at + feature] = medians[feature];
    }
  }
  const ablated = await score(variants, rows * width);
  const references = inputs.map((spec) =>
    reference.features.find((known): known is NumericReference => known.kind === 'numeric' && known.feature === spec.name),
  );

  return Array.from({ length: rows }, (_, row) =>
    inputs
      .map((spec, feature) => ({ spec, feature, contribution: scores[row] - ablated[row * width + feature] }))
      .filter(({ contribution }) => contribution > 0)
      .sort((a, b) => b.contribution - a.contribution || a.feature - b.feature)
      .filter(({ contribution }, _index, [largest]) => contribution >= largest.contribution * LEAST_SHARE)
      .slice(0, keep)
      .map(({ spec, feature, contribution }) =>
        describe(spec, matrix[row * width + feature], missing[row * width + feature] === 1, round(contribution), references[feature]),
      ),
  );
}

function describe(
  spec: FeatureSpec,
  value: number,
  missing: boolean,
  contribution: number,
  reference: NumericReference | undefined,
): Reason {
  if (missing) {
    return { feature: spec.name, value: null, direction: 'missing', percentile: null, contribution, text: `${spec.name} is missing` };
  }
  const high = value >= Math.fround(reference?.median ?? 0);
  const percentile = reference ? shareBeyond(reference, value, high) : null;
  const shown = undoTransform(spec, value);
  const text = `${spec.name} ${formatNumber(shown)}: ${high ? 'above' : 'below'} ${percentile === null ? 'its reference median' : `${formatPercent(percentile)} of reference`}`;
  return {
    feature: spec.name,
    value: Number.isFinite(shown) ? round(shown) : String(shown),
    direction: high ? 'high' : 'low',
    percentile,
    contribution,
    text,
  };
}

/**
 * Share of the reference that certainly lies on the other side of the value: whole bins below it (above it, for low
 * values). What shares the value's bin may equal it, so it is not counted. The model's input is float32, so an edge is
 * rounded like it: 0.1 is not above an edge of 0.1.
 */
export function shareBeyond(reference: NumericReference, value: number, high: boolean): number {
  const { bins, below, above } = reference;
  const edges = reference.edges.map(Math.fround);
  const at = Math.fround(value);
  const last = edges.length - 1;
  const total = bins.reduce((sum, count) => sum + count, below + above);
  if (total === 0) return 0;
  let beyond = 0;
  for (let bin = 0; bin < bins.length; bin++) {
    const [left, right] = [edges[bin], edges[bin + 1]];
    if (high ? right < at : left > at || (left === at && right > at && bin > 0)) beyond += bins[bin];
  }
  if (high && at >= edges[0]) beyond += below;
  if (!high && at <= edges[last]) beyond += above;
  return round(beyond / total);
}

/** People know the column's own value, not its logarithm. */
function undoTransform({ transform }: FeatureSpec, value: number): number {
  return transform === 'log1p' ? Math.sign(value) * Number(Math.expm1(Math.abs(value)).toPrecision(6)) : value;
}

function formatPercent(share: number): string {
  if (share === 1) return 'all';
  const percent = share * 100;
  const digits = percent > 99.9 || percent < 0.1 ? 2 : percent > 99 || percent < 1 ? 1 : 0;
  return `${(Math.floor(percent * 10 ** digits) / 10 ** digits).toFixed(digits)} %`;
}

function formatNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(5)));
}

/** Float32 arithmetic carries about seven digits; more would only be noise in the artifacts. */
function round(value: number): number {
  return Number(value.toPrecision(7));
}

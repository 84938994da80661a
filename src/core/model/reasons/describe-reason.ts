import type { FeatureSpec } from '../../profile/compute-feature.ts';
import type { CategoricalReference, FeatureReference, NumericReference } from '../../profile/reference.ts';
import type { Reason } from '../../snapshot/inference-metrics.ts';

/** A value of a row: what the model read, and of a categorical feature the text behind it; null where it was missing. */
export interface ExplainedValue {
  readonly value: number;
  readonly text?: string;
  readonly isMissing: boolean;
}

/** One reason as a sentence, with where the value lies in the reference. */
export function describeReason(spec: FeatureSpec, given: ExplainedValue, fall: number, reference: FeatureReference | undefined): Reason {
  const contribution = round(fall);
  if (given.isMissing) {
    return { feature: spec.name, value: null, direction: 'missing', percentile: null, contribution, text: `${spec.name} is missing` };
  }
  if (given.text !== undefined && reference?.kind === 'categorical') return describeCategory(spec, given.text, contribution, reference);
  return describeNumber(spec, given.value, contribution, reference?.kind === 'numeric' ? reference : undefined);
}

function describeNumber(spec: FeatureSpec, value: number, contribution: number, reference: NumericReference | undefined): Reason {
  const isHigh = value >= Math.fround(reference?.median ?? 0);
  const { percentile, place, isUsual } = reference
    ? placeNumber(reference, value, isHigh)
    : { percentile: null, place: `${isHigh ? 'above' : 'below'} its reference median`, isUsual: false };
  const shown = undoTransform(spec, value);
  return {
    feature: spec.name,
    value: Number.isFinite(shown) ? round(shown) : String(shown),
    direction: isUsual ? 'typical' : isHigh ? 'high' : 'low',
    percentile,
    contribution,
    text: `${spec.name} ${formatNumber(shown)}: ${place}`,
  };
}

/** Only what has this share of the reference on its other side is high or low. */
const FAR_SHARE = 0.75;

function placeNumber(reference: NumericReference, value: number, isHigh: boolean) {
  const inBins = shareBeyond(reference, value, isHigh);
  const isMedian = Math.fround(reference.median) === Math.fround(value);
  if (isMedian) return { percentile: inBins, place: 'at the reference median', isUsual: inBins < FAR_SHARE };
  const side = isHigh ? 'above' : 'below';
  // Values that share a bin cannot be told apart by it; but half of the reference lies at the median or beyond.
  if (inBins >= 0.5) return { percentile: inBins, place: `${side} ${formatPercent(inBins)} of reference`, isUsual: inBins < FAR_SHARE };
  // All that shares the bin may lie on the other side, too: only what would still be in the middle then is surely there.
  const atMost = 1 - shareBeyond(reference, value, !isHigh);
  return { percentile: 0.5, place: `${side} at least half of reference`, isUsual: atMost < FAR_SHARE };
}

/** A category with this share of the reference, or more, is nothing rare. */
const COMMON_SHARE = 0.05;

/** Rare categories were counted together: of one of them only the most it can have is known. */
function describeCategory(spec: FeatureSpec, value: string, contribution: number, known: CategoricalReference): Reason {
  const at = known.categories.indexOf(value);
  const total = known.counts.reduce((sum, count) => sum + count, known.other);
  const isCommon = at >= 0 && known.counts[at] >= COMMON_SHARE * total;
  const share = (at >= 0 ? known.counts[at] : known.rare.includes(value) ? known.other : 0) / Math.max(1, total);
  const seen = at >= 0 ? `seen in ${formatPercent(share)} of reference` : share > 0 ? 'rare in reference' : 'unseen in reference';
  return {
    feature: spec.name,
    value,
    direction: isCommon ? 'typical' : share > 0 ? 'rare' : 'unseen',
    percentile: round(1 - share),
    contribution,
    text: `${spec.name} ${value}: ${seen}`,
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
export function undoTransform({ transform }: FeatureSpec, value: number): number {
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

import { type Bundle, modelInputs } from '../model/bundle.ts';
import { undoTransform } from '../model/reasons/describe-reason.ts';
import type { FeatureSpec } from '../profile/compute-feature.ts';
import { toRate } from '../profile/rate.ts';
import type { CategoricalReference, NumericReference } from '../profile/reference.ts';
import type { CategoryRange, NumericRange, ReferenceRange } from '../snapshot/reference-range.ts';

const COMMON = 10;
/** A first bin with no more than this has its quantiles at its right edge: edges are at the hundredths. */
const FINE_SHARE = 0.011;

/** What the bundle's reference tells of each model input, in the order of the inputs; of a hidden column nothing. */
export function referenceRanges(
  { card, reference }: Pick<Bundle, 'card' | 'reference'>,
  hides: (column: string) => boolean = () => false,
): Record<string, ReferenceRange> {
  const ranges = modelInputs(card).flatMap((spec): [string, ReferenceRange][] => {
    const known = reference.features.find(({ feature }) => feature === spec.name);
    if (!known || hides(spec.column)) return [];
    const range = known.kind === 'numeric' ? numericRange(known, spec) : categoryRange(known);
    return [[spec.name, { column: spec.column, range }]];
  });
  return Object.fromEntries(ranges);
}

function numericRange(known: NumericReference, spec: FeatureSpec): NumericRange {
  const { edges, below, above, nulls } = known;
  const n = known.bins.reduce((sum, count) => sum + count, below + above);
  const shown = (value: number | null) => (value === null || n === 0 ? null : shorten(undoTransform(spec, value)));
  const at = (share: number) => shown(findQuantile(known, n, share));
  return {
    kind: 'numeric',
    n,
    nulls,
    low: shown(edges[0]),
    p01: at(0.01),
    p05: at(0.05),
    p25: at(0.25),
    median: shown(known.median),
    p75: at(0.75),
    p95: at(0.95),
    p99: at(0.99),
    high: shown(edges[edges.length - 1]),
    isolated: below + above,
  };
}

/**
 * The right edge of the bin that holds the value at floor(share · (n − 1)) of the sorted ones, as `fit` placed the edges. The first bin is
 * closed on both sides: of a large one nobody knows how much lies at either edge, unless the median does.
 */
function findQuantile({ edges, bins, below, median }: NumericReference, n: number, share: number): number | null {
  const index = Math.floor(share * (n - 1));
  let seen = below;
  if (index < seen) return edges[0];
  for (let bin = 0; bin < bins.length; bin++) {
    seen += bins[bin];
    if (index >= seen) continue;
    if (bin > 0 || edges[0] === edges[1] || bins[0] <= FINE_SHARE * n) return edges[bin + 1];
    if (share <= 0.5 && median === edges[0]) return median;
    return share >= 0.5 && median === edges[1] ? median : null;
  }
  return edges[edges.length - 1];
}

function categoryRange({ categories, counts, rare, other, nulls }: CategoricalReference): CategoryRange {
  const n = counts.reduce((sum, count) => sum + count, other);
  return {
    kind: 'categorical',
    n,
    nulls,
    categories: categories.length + rare.length,
    common: categories.slice(0, COMMON).map((value, index) => ({ value, share: shortenRate(counts[index], n) })),
  };
}

function shortenRate(count: number, n: number) {
  const { value, interval } = toRate(count, n);
  return { value: shorten(value), count, n, interval: [shorten(interval[0]), shorten(interval[1])] as [number, number] };
}

/** The model reads float32: more digits would only be noise. */
function shorten(value: number): number {
  return Number(value.toPrecision(7));
}

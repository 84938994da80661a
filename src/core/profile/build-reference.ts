import type { Batch } from '../frame/batch.ts';
import { asText } from './batch-profile.ts';
import { buildPairs } from './build-pairs.ts';
import { computeNumericFeature, type FeatureSpec } from './compute-feature.ts';
import { dropIsolated } from './drop-isolated.ts';
import { NumericProfile } from './numeric-profile.ts';
import type { FeatureReference, ReferenceProfile } from './reference.ts';

/** Fine bins for the drift tests; deciles for the population stability index are groups of them. */
const FINE_BINS = 100;
/** Further edges in the tails, so that an extreme value's percentile can be told. */
const TAILS = [0.0001, 0.001, 0.005];
const QUANTILES = [
  ...TAILS,
  ...Array.from({ length: FINE_BINS - 1 }, (_, index) => (index + 1) / FINE_BINS),
  ...TAILS.map((tail) => 1 - tail).reverse(),
  1,
];
/** A category below this share, or beyond the largest so many, is lumped into `other`. */
const RARE_SHARE = 0.001;
const MAX_CATEGORIES = 200;
const MAX_RARE_NAMES = 10_000;
/** Edges come from at most this many rows, spread evenly: the counts come from all. */
const MAX_EDGE_ROWS = 1_000_000;

/**
 * Builds the frozen reference in three passes over the rows: quantile edges (from an even sample where rows are many),
 * then integer counts over them, then joint counts of pairs of features.
 * @param read gives the same batches each time
 * @param rows their total
 */
export async function buildReference(
  read: () => AsyncIterable<Batch>,
  specs: readonly FeatureSpec[],
  rows: number,
): Promise<ReferenceProfile> {
  const numeric = specs.filter((spec) => spec.kind === 'numeric');
  const categorical = specs.filter((spec) => spec.kind === 'categorical');
  const stride = Math.max(1, Math.ceil(rows / MAX_EDGE_ROWS));
  const samples = new Map(numeric.map((spec) => [spec.name, { values: new Float64Array(Math.ceil(rows / stride)), length: 0 }]));
  const categories = new Map(categorical.map((spec) => [spec.name, { counts: new Map<string, number>(), nulls: 0 }]));

  let offset = 0;
  for await (const batch of read()) {
    for (const spec of numeric) {
      const sample = samples.get(spec.name) as { values: Float64Array; length: number };
      const values = computeNumericFeature(spec, batch);
      for (let row = (stride - (offset % stride)) % stride; row < values.length; row += stride) {
        if (Number.isFinite(values[row])) sample.values[sample.length++] = values[row];
      }
    }
    for (const spec of categorical)
      countCategories(batch, spec, categories.get(spec.name) as { counts: Map<string, number>; nulls: number });
    offset += batch.rows;
  }

  const edges = new Map<string, number[]>();
  const medians = new Map<string, number>();
  for (const [name, { values, length }] of samples) {
    const sorted = values.subarray(0, length).sort();
    edges.set(name, quantileEdges(sorted));
    medians.set(name, length > 0 ? sorted[Math.floor((length - 1) / 2)] : 0);
  }
  const profiles = new Map(numeric.map((spec) => [spec.name, new NumericProfile(edges.get(spec.name) as number[])]));
  for await (const batch of read()) {
    for (const spec of numeric) profiles.get(spec.name)?.update(computeNumericFeature(spec, batch));
  }

  const features = specs.map((spec): FeatureReference => {
    if (spec.kind === 'categorical')
      return { kind: 'categorical', feature: spec.name, ...splitCategories(categories.get(spec.name) as never, rows) };
    const counts = (profiles.get(spec.name) as NumericProfile).toJSON();
    return {
      kind: 'numeric',
      feature: spec.name,
      edges: edges.get(spec.name) as number[],
      bins: [...counts.bins],
      below: counts.below,
      above: counts.above,
      nulls: counts.nulls,
      median: medians.get(spec.name) as number,
    };
  });
  const pairs = await buildPairs(read, specs, { schema: 'oads/reference/v1', rows, features });
  return { schema: 'oads/reference/v1', rows, features, ...(pairs.length > 0 ? { pairs } : {}) };
}

/**
 * Distinct values at the quantiles 0, 1/100 … 1 (and in the tails) of sorted values, isolated ones at the ends left out; a constant
 * gives [c, c], no values [0, 0].
 */
export function quantileEdges(values: Float64Array): number[] {
  const sorted = dropIsolated(values);
  if (sorted.length === 0) return [0, 0];
  const edges: number[] = [sorted[0]];
  for (const quantile of QUANTILES) {
    const edge = sorted[Math.floor(quantile * (sorted.length - 1))];
    if (edge > (edges.at(-1) as number)) edges.push(edge);
  }
  return edges.length === 1 ? [edges[0], edges[0]] : edges;
}

function countCategories(batch: Batch, spec: FeatureSpec, into: { counts: Map<string, number>; nulls: number }): void {
  const { codes, dictionary, valid } = asText(batch, spec.column);
  const byCode = new Float64Array(dictionary.length);
  for (let row = 0; row < codes.length; row++) {
    if (valid && valid[row] === 0) into.nulls++;
    else byCode[codes[row]]++;
  }
  for (let code = 0; code < dictionary.length; code++) {
    if (byCode[code] > 0) into.counts.set(dictionary[code], (into.counts.get(dictionary[code]) ?? 0) + byCode[code]);
  }
}

function splitCategories({ counts, nulls }: { counts: Map<string, number>; nulls: number }, rows: number) {
  const byCount = [...counts].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1));
  const frequent = byCount.filter(([, count], index) => index < MAX_CATEGORIES && count >= RARE_SHARE * rows);
  const rare = byCount.slice(frequent.length);
  return {
    categories: frequent.map(([name]) => name),
    counts: frequent.map(([, count]) => count),
    rare: rare.slice(0, MAX_RARE_NAMES).map(([name]) => name),
    other: rare.reduce((sum, [, count]) => sum + count, 0),
    nulls,
  };
}

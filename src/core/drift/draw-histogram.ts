import type { FeatureDrift } from '../snapshot/drift-snapshot.ts';
import type { BinCounts, CategoricalEvidence, FeatureEvidence, NumericEvidence } from './evidence.ts';

const BARS = 10;

/** The counts that people see: some ten bars of neighbouring fine bins (or the largest categories), the rest and the nulls apart. */
export function drawHistogram(evidence: FeatureEvidence): FeatureDrift['histogram'] {
  return evidence.kind === 'numeric' ? drawBins(evidence) : drawCategories(evidence);
}

function drawBins({ edges, reference, current }: NumericEvidence): FeatureDrift['histogram'] {
  const total = reference.bins.reduce((sum, count) => sum + count, 0);
  const groups: { from: number; to: number }[] = [];
  let from = 0;
  let inGroup = 0;
  for (let bin = 0; bin < reference.bins.length; bin++) {
    inGroup += reference.bins[bin];
    if (inGroup >= total / BARS || bin === reference.bins.length - 1) {
      groups.push({ from, to: bin + 1 });
      from = bin + 1;
      inGroup = 0;
    }
  }
  const counts = (side: BinCounts) => [
    side.below,
    ...groups.map((group) => side.bins.slice(group.from, group.to).reduce((sum, count) => sum + count, 0)),
    side.above,
    side.nulls,
  ];
  return {
    labels: [
      `< ${short(edges[0])}`,
      ...groups.map((group, index) => `${index === 0 ? '' : '> '}${short(edges[group.from])} to ${short(edges[group.to])}`),
      `> ${short(edges[edges.length - 1])}`,
      'null',
    ],
    reference: counts(reference),
    current: counts(current),
  };
}

function drawCategories({ categories, reference, current }: CategoricalEvidence): FeatureDrift['histogram'] {
  const shown = Math.min(BARS, categories.length);
  const rest = (side: CategoricalEvidence['current']) => side.counts.slice(shown).reduce((sum, count) => sum + count, side.other);
  return {
    labels: [...categories.slice(0, shown), 'all others', 'unseen', 'null'],
    reference: [...reference.counts.slice(0, shown), rest(reference), reference.unseen, reference.nulls],
    current: [...current.counts.slice(0, shown), rest(current), current.unseen, current.nulls],
  };
}

function short(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}

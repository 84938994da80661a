import type { FeatureEvidence } from '../drift/evidence.ts';
import type { FeatureReference } from '../profile/reference.ts';

/**
 * Two lists of counts over the cells of a feature's reference, as the drift rule reads them. Cells: below, the bins, above, null;
 * or the categories, other, unseen, null.
 */
export function cellsToEvidence(feature: FeatureReference, reference: readonly number[], current: readonly number[]): FeatureEvidence {
  if (feature.kind === 'numeric') {
    const { feature: name, edges } = feature;
    return { kind: 'numeric', name, edges, reference: readBins(reference), current: readBins(current) };
  }
  const { feature: name, categories } = feature;
  return { kind: 'categorical', name, categories, reference: readCategories(reference), current: readCategories(current) };
}

function readBins(cells: readonly number[]) {
  const [above, nulls] = cells.slice(-2);
  return { below: cells[0], bins: cells.slice(1, -2), above, nulls };
}

function readCategories(cells: readonly number[]) {
  const [other, unseen, nulls] = cells.slice(-3);
  return { counts: cells.slice(0, -3), other, unseen, nulls };
}

/** The counts of a feature's reference in the order of its cells. */
export function listCells(feature: FeatureReference): number[] {
  if (feature.kind === 'numeric') return [feature.below, ...feature.bins, feature.above, feature.nulls];
  return [...feature.counts, feature.other, 0, feature.nulls];
}

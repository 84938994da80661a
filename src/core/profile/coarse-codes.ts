import { findCentralRange } from './central-range.ts';
import { groupByRank } from './rank-groups.ts';
import type { FeatureReference } from './reference.ts';

/** Numeric features have about so many groups of equal reference mass. */
const GROUPS = 4;
/** Categorical ones have their most frequent values and one group of all others. */
const TOP_CATEGORIES = 5;

/**
 * A byte for each cell of a feature, for counting pairs: 0 … `levels` − 1 the bulk, `levels` what lies outside it (beyond the central
 * 98 % of the reference, or unseen), `levels` + 1 null. Follows from the frozen reference alone. At most 8 codes.
 */
export interface CoarseCodes {
  readonly ofCell: Uint8Array;
  readonly levels: number;
}

export function deriveCoarseCodes(reference: FeatureReference): CoarseCodes {
  return reference.kind === 'numeric' ? codeBins(reference.bins) : codeCategories(reference.counts.length, reference.other);
}

/** Cells: below, the bins, above, null. */
function codeBins(bins: readonly number[]): CoarseCodes {
  const { from, to } = findCentralRange(bins);
  const groups = groupByRank(bins.slice(from, to), GROUPS);
  const levels = (groups.at(-1) ?? 0) + 1;
  const ofCell = new Uint8Array(bins.length + 3).fill(levels);
  ofCell.set(groups, 1 + from);
  ofCell[bins.length + 2] = levels + 1;
  return { ofCell, levels };
}

/** Cells: the categories, most frequent first, other, unseen, null. */
function codeCategories(categories: number, other: number): CoarseCodes {
  const levels = Math.min(categories, TOP_CATEGORIES) + (categories > TOP_CATEGORIES || other > 0 ? 1 : 0);
  const ofCell = Uint8Array.from({ length: categories + 3 }, (_, cell) => Math.min(cell, TOP_CATEGORIES));
  // Without a rare value in the reference there is none that could fall into `other`.
  ofCell[categories] = Math.max(0, levels - 1);
  ofCell[categories + 1] = levels;
  ofCell[categories + 2] = levels + 1;
  return { ofCell, levels };
}

/**
 * Numeric feature: counts on shared fine bins. `bins.length === edges.length - 1`; bin i covers (edges[i], edges[i+1]],
 * the first one closed on the left; below/above lie outside the reference range; nulls apart. All integers.
 */
export interface NumericEvidence {
  kind: 'numeric';
  name: string;
  /** Ascending; equal neighbours make a point mass. */
  edges: readonly number[];
  reference: BinCounts;
  current: BinCounts;
}

export interface BinCounts {
  bins: readonly number[];
  below: number;
  above: number;
  nulls: number;
}

/** Categorical: values aligned over the reference's listed categories; other = rare ones lumped, unseen = not in the reference. */
export interface CategoricalEvidence {
  kind: 'categorical';
  name: string;
  categories: readonly string[];
  reference: CategoryCounts;
  current: CategoryCounts;
}

export interface CategoryCounts {
  counts: readonly number[];
  other: number;
  unseen: number;
  nulls: number;
}

export type FeatureEvidence = NumericEvidence | CategoricalEvidence;

import type { DriftStatus } from '../feature-drift.ts';
import type { ChiSquareResult } from '../measures/chi-square.ts';
import type { Estimate } from '../measures/estimate.ts';
import type { TestResult } from '../measures/test-result.ts';
import type { Table } from './table.ts';

/** The joint counts of two features over their coarse codes: the bulk first, then outside and null. */
export interface PairEvidence {
  features: readonly [string, string];
  /** Whether the levels of both features have an order. */
  ordered: boolean;
  reference: Table;
  current: Table;
}

/** What was found on the dependence of two features, as it goes into the drift snapshot. */
export interface PairDrift {
  features: [string, string];
  status: DriftStatus;
  /** Rows with both values in the bulk, those that the tests see. */
  n_ref: number;
  n_cur: number;
  /** Rows with both values. */
  values_ref: number;
  values_cur: number;
  /** Both tests combined; null where there is nothing to compare. */
  p: number | null;
  /** p adjusted over the pairs of the batch. */
  q: number | null;
  tests: {
    /** Change of the association of the ranks, a normal score; ordered pairs only. */
    trend: TestResult | null;
    /** Any change of the table beyond its margins. */
    chi_square: ChiSquareResult | null;
  };
  /** Share of the rows that lie in other combinations than the reference's dependence leads one to expect, less what chance gives. */
  moved: Estimate | null;
  /** Between the coarse ranks, expected (the reference's dependence at the current shares) and current; ordered pairs only. */
  rank_correlation: { expected: number; current: number } | null;
  reasons: string[];
}

export interface MultivariateDrift {
  status: DriftStatus | 'unavailable';
  /** Pairs with a verdict, and without one. */
  tested: number;
  insufficient: number;
  /** Severe ones first, then by the share that moved. */
  drifted: PairDrift[];
  reasons: string[];
}

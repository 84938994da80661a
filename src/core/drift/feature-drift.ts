import type { MultivariateDrift } from './dependence/pair-drift.ts';
import type { ChiSquareResult } from './measures/chi-square.ts';
import type { Estimate } from './measures/estimate.ts';
import type { TestResult } from './measures/test-result.ts';

export type DriftStatus = 'none' | 'moderate' | 'severe' | 'insufficient';
export type DecidingEffect = 'psi' | 'wasserstein_sd' | 'iqr_log_ratio' | 'null_share' | 'outside_share';
export type OutsideStatus = 'none' | 'outliers' | 'moderate' | 'severe' | 'insufficient';

/** What was found on one feature, as it goes into the drift snapshot: JSON-ready, never NaN; null = not applicable or nothing to compare. */
export interface FeatureDrift {
  feature: string;
  kind: 'numeric' | 'categorical';
  status: DriftStatus;
  /** The effect of the first reason; null where nothing drifted. */
  decided_by: DecidingEffect | null;
  /** Values without nulls. */
  n_ref: number;
  n_cur: number;
  /** All tests but the outside one combined (null if all values lie outside); q is p adjusted over the features of the batch. */
  p: number | null;
  q: number | null;
  /** The same without the test of the nulls. */
  p_bulk: number | null;
  tests: DriftTests;
  /** On the values inside the reference range (categorical: on all values); `wasserstein_sd` and `mean_shift_sd` on its central 98 %. */
  effects: DriftEffects;
  outside: OutsideDrift;
  nulls: NullDrift;
  /** Plain sentences: what drifted, or why there is no verdict. */
  reasons: string[];
}

export interface DriftTests {
  ks: TestResult | null;
  location: TestResult | null;
  scale: TestResult | null;
  chi_square: ChiSquareResult | null;
  /** Rare and unseen values against all others. */
  rare: TestResult | null;
  nulls: TestResult | null;
}

export interface DriftEffects {
  psi: Estimate | null;
  jensen_shannon: Estimate | null;
  wasserstein_sd: Estimate | null;
  mean_shift_sd: Estimate | null;
  iqr_log_ratio: Estimate | null;
}

/** Values outside the reference range, or unseen in the reference: apart from the bulk, so that a burst of outliers is not its drift. */
export interface OutsideDrift {
  status: OutsideStatus;
  reference: number | null;
  current: number | null;
  /** 95 % Wilson interval of `current`. */
  interval?: [number, number] | null;
  /** By how much the current share exceeds what the reference leads one to expect, at least (99.9 %). */
  excess: number | null;
  p: number | null;
  q: number | null;
}

export interface NullDrift {
  reference: number | null;
  current: number | null;
  interval?: [number, number] | null;
  rows_ref: number;
  rows_cur: number;
}

export interface BatchDrift {
  verdict: DriftStatus;
  /** Features with a verdict, and without one. */
  tested: number;
  insufficient: number;
  /** Names, severe ones first, then by q. */
  drifted: string[];
  /** drifted / tested; null where nothing could be tested. */
  share: number | null;
  reasons: string[];
  features: FeatureDrift[];
  /** The dependence of the features on each other, beyond their own distributions. */
  multivariate: MultivariateDrift;
}

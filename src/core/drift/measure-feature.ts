import { findCentralRange } from '../profile/central-range.ts';
import { wilsonInterval } from '../profile/wilson.ts';
import { combinePValues } from './combine.ts';
import type { BinCounts, CategoricalEvidence, CategoryCounts, FeatureEvidence, NumericEvidence } from './evidence.ts';
import type { DriftEffects, DriftTests, FeatureDrift } from './feature-drift.ts';
import { cutCentralBulk, scaleEdges } from './measures/central-bulk.ts';
import { testChiSquare } from './measures/chi-square.ts';
import { groupBins, groupCategories } from './measures/coarse-groups.ts';
import { measureInterquartileRatio } from './measures/interquartile-ratio.ts';
import { measureJensenShannon } from './measures/jensen-shannon.ts';
import { testKolmogorovSmirnov } from './measures/kolmogorov-smirnov.ts';
import { testLocation } from './measures/location.ts';
import { measureMeanShift } from './measures/mean-shift.ts';
import { measureNullShare } from './measures/null-share.ts';
import { measureOutsideShare, measureUnseenShare, type OutsideShare } from './measures/outside-share.ts';
import { measurePsi } from './measures/psi.ts';
import { testScale } from './measures/scale.ts';
import { sumOf } from './measures/totals.ts';
import { testTwoShares } from './measures/two-by-two.ts';
import { measureWasserstein } from './measures/wasserstein.ts';

/** The tests see the reference range less its outermost half percent at either end. Cutting 1 % would cost a tenth of their power. */
const TESTED_TAIL = 0.005;

/**
 * A category that the reference holds less often is rare, whatever its share: picked because they were seen, such categories are
 * overstated by about one standard error, and the unseen ones by as much understated.
 */
const LEAST_LISTED = 20;

/** A shift is the commonest drift, and Kolmogorov-Smirnov mostly repeats it: the location test counts three times. */
const LOCATION_WEIGHT = 3;

/** All tests and effects of one feature, not judged yet: status `insufficient`, q null, no reasons. */
export function measureFeature(evidence: FeatureEvidence): FeatureDrift {
  return evidence.kind === 'numeric' ? measureNumeric(evidence) : measureCategorical(evidence);
}

function measureNumeric({ name, edges, reference, current }: NumericEvidence): FeatureDrift {
  const groups = groupBins(reference.bins, current.bins);
  const bulk = cutCentralBulk(edges, reference.bins, current.bins);
  const { from, to } = findCentralRange(reference.bins, TESTED_TAIL);
  const tested = { reference: reference.bins.slice(from, to), current: current.bins.slice(from, to) };
  const values = (side: BinCounts): number => side.below + sumOf(side.bins) + side.above;
  const outer = (side: BinCounts) => ({ outside: side.below + side.above, values: values(side) });
  return describe(name, 'numeric', sides(reference, current, values), {
    // A burst of outliers has a test of its own; what of it lies within the reference range would make noise of the bulk significant.
    tests: {
      ks: testKolmogorovSmirnov(tested.reference, tested.current),
      location: testLocation(tested.reference, tested.current),
      scale: testScale(tested.reference, tested.current),
    },
    effects: {
      psi: measurePsi(groups.reference, groups.current),
      jensen_shannon: measureJensenShannon(groups.reference, groups.current),
      wasserstein_sd: measureWasserstein(bulk),
      mean_shift_sd: measureMeanShift(bulk),
      iqr_log_ratio: measureInterquartileRatio(scaleEdges(edges), reference.bins, current.bins),
    },
    outside: measureOutsideShare(outer(reference), outer(current)),
  });
}

function measureCategorical({ name, reference, current }: CategoricalEvidence): FeatureDrift {
  // Rare and unseen values are one cell: which rare values a sample holds is chance, and those that it does hold it overstates.
  const isListed = (at: number): boolean => reference.counts[at] >= LEAST_LISTED;
  const rare = (side: CategoryCounts): number => sumOf(side.counts.filter((_, at) => !isListed(at))) + side.other + side.unseen;
  const cells = (side: CategoryCounts): number[] => [...side.counts.filter((_, at) => isListed(at)), rare(side)];
  const groups = groupCategories(cells(reference), cells(current));
  const counted = sides(reference, current, (side) => sumOf(cells(side)));
  return describe(name, 'categorical', counted, {
    tests: {
      chi_square: testChiSquare(cells(reference), cells(current)),
      rare: rare(reference) + rare(current) > 0 ? testTwoShares(rare(reference), counted.m, rare(current), counted.n) : null,
    },
    effects: {
      psi: measurePsi(groups.reference, groups.current),
      jensen_shannon: measureJensenShannon(groups.reference, groups.current),
    },
    outside: measureUnseenShare(reference, current),
  });
}

interface Sides {
  /** Values of the reference and of the current batch. */
  m: number;
  n: number;
  nullsRef: number;
  nullsCur: number;
}

function sides<T extends { nulls: number }>(reference: T, current: T, values: (side: T) => number): Sides {
  return { m: values(reference), n: values(current), nullsRef: reference.nulls, nullsCur: current.nulls };
}

interface Found {
  tests: Partial<DriftTests>;
  effects: Partial<DriftEffects>;
  outside: OutsideShare;
}

function describe(feature: string, kind: FeatureDrift['kind'], { m, n, nullsRef, nullsCur }: Sides, found: Found): FeatureDrift {
  const rowsRef = m + nullsRef;
  const rowsCur = n + nullsCur;
  const nulls = measureNullShare({ nulls: nullsRef, rows: rowsRef }, { nulls: nullsCur, rows: rowsCur });
  const { ks = null, location = null, scale = null, chi_square = null, rare = null } = found.tests;
  const { psi = null, jensen_shannon = null, wasserstein_sd = null, mean_shift_sd = null, iqr_log_ratio = null } = found.effects;
  const valueTests = [ks, location, scale, chi_square, rare].map((test) => test?.p);
  const weights = [1, LOCATION_WEIGHT, 1, 1, 1, 1];
  return {
    feature,
    kind,
    status: 'insufficient',
    decided_by: null,
    n_ref: m,
    n_cur: n,
    p: combinePValues([...valueTests, nulls.test?.p], weights),
    q: null,
    p_bulk: combinePValues(valueTests, weights),
    tests: { ks, location, scale, chi_square, rare, nulls: nulls.test },
    effects: { psi, jensen_shannon, wasserstein_sd, mean_shift_sd, iqr_log_ratio },
    outside: { status: 'insufficient', ...found.outside, interval: intervalOf(found.outside.current, n), q: null },
    nulls: {
      reference: nulls.reference,
      current: nulls.current,
      interval: intervalOf(nulls.current, rowsCur),
      rows_ref: rowsRef,
      rows_cur: rowsCur,
    },
    reasons: [],
  };
}

/** 95 % Wilson interval of a share of n values. */
function intervalOf(share: number | null, n: number): [number, number] | null {
  if (share === null) return null;
  const { low, high } = wilsonInterval(Math.round(share * n), n);
  return [low, high];
}

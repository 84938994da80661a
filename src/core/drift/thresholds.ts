/** The level of a batch is split between its features and, as a family of their own, its pairs: their false alarms add up to it. */
export const FEATURE_SHARE = 0.9;
export const PAIR_SHARE = 0.1;

/** From `moderate` on an effect matters, from `severe` on the model's answers no longer hold. */
export interface EffectBand {
  moderate: number;
  severe: number;
}

export interface DriftThresholds {
  /** Benjamini-Hochberg level of a batch. */
  falseDiscoveryRate: number;
  /** Fewest values on either side for a verdict. */
  minCount: number;
  /** Population stability index, null bias subtracted. */
  psi: EffectBand;
  /** 1-Wasserstein distance in reference standard deviations. */
  wassersteinSd: EffectBand;
  /** |log(current interquartile range / reference interquartile range)|. */
  iqrLogRatio: EffectBand;
  /** Absolute change of the share of nulls. */
  nullShare: EffectBand;
  /** Share of values outside the reference range: from `flag` on worth a mention, and drift only by its lower 99.9 % bound. */
  outsideShare: EffectBand & { flag: number };
  /** Share of rows that moved to other combinations of two features than their own distributions explain. */
  dependence: EffectBand;
  /** Share of drifted features that makes a batch severe although no feature is; 1.01 turns it off. */
  severeFeatureShare: number;
}

/**
 * PSI .1 and .25: the usual bands; a Wasserstein distance of .1 sd is about where a nominal false positive rate starts to move.
 * iqrLogRatio: .15 sees a spread × .8 (.22) and × 1.2 (.18) with room for noise; .4 is × 1.5 or × .67.
 * nullShare: .03, so that 0 → 5 % is seen with room for noise.
 * dependence: .075 is a correlation of about 0 → .25 or .8 → .7, .15 one of about 0 → .45 or .8 → .5; a shift of 1 sd or a spread × .8 of
 * features that stay correlated by .8 looks like .04 at most, since coarse bins cannot tell.
 * minCount: at 50 a shift of .5 sd in one of eight features is found in every second batch (simulated, reference 10,000), one of
 * 1 sd practically always; with fewer values a verdict of no drift would mean little.
 */
export const DEFAULT_DRIFT_THRESHOLDS: DriftThresholds = {
  falseDiscoveryRate: 0.01,
  minCount: 50,
  psi: { moderate: 0.1, severe: 0.25 },
  wassersteinSd: { moderate: 0.1, severe: 0.25 },
  iqrLogRatio: { moderate: 0.15, severe: 0.4 },
  nullShare: { moderate: 0.03, severe: 0.2 },
  outsideShare: { flag: 0.005, moderate: 0.05, severe: 0.2 },
  dependence: { moderate: 0.075, severe: 0.15 },
  severeFeatureShare: 0.5,
};

import type { DriftStatus, FeatureDrift, OutsideStatus } from './feature-drift.ts';
import type { Estimate } from './measures/estimate.ts';
import { standardiseP } from './standardise-p.ts';
import { type DriftThresholds, type EffectBand, FEATURE_SHARE } from './thresholds.ts';

/** q-values of a feature within its batch; null where it was not testable. */
export interface FeatureQ {
  values: number | null;
  outside: number | null;
}

interface Finding {
  level: 'moderate' | 'severe';
  reason: string;
}

/**
 * The p-values of a feature that its counts suffice for: with too few values, those of the nulls alone; with too few rows, none.
 * That of the values is standardised to a sample of 100.
 */
export function testablePs(feature: FeatureDrift, { minCount }: DriftThresholds): FeatureQ {
  if (!hasRows(feature, minCount)) return { values: null, outside: null };
  const { rows_ref, rows_cur } = feature.nulls;
  const p = hasValues(feature, minCount) ? feature.p : (feature.tests.nulls?.p ?? null);
  return { values: standardiseP(p, rows_ref, rows_cur), outside: hasValues(feature, minCount) ? feature.outside.p : null };
}

/**
 * Status of a measured feature: an effect counts where the feature is significant within its batch, the test that belongs to the
 * effect is significant too, and the effect reaches its band. The worst effect decides.
 */
export function judgeFeature(feature: FeatureDrift, q: FeatureQ, thresholds: DriftThresholds): FeatureDrift {
  const significant = q.values !== null && q.values < FEATURE_SHARE * thresholds.falseDiscoveryRate;
  const findings = significant ? [...findValueDrift(feature, thresholds), ...findNullDrift(feature, thresholds)] : [];
  const outside = judgeOutside(feature, q.outside, thresholds);
  if (outside === 'moderate' || outside === 'severe')
    findings.push({ level: outside, reason: describeExcess(feature, thresholds.outsideShare[outside]) });

  const reasons = findings.map(({ level, reason }) => `${reason} (${level})`);
  if (outside === 'outliers') reasons.push(`${describeOutside(feature)} (outliers)`);
  let status: DriftStatus = findings.some(({ level }) => level === 'severe') ? 'severe' : findings.length > 0 ? 'moderate' : 'none';
  const lack = status === 'none' ? lackOf(feature, thresholds.minCount) : null;
  if (lack) {
    status = 'insufficient';
    reasons.push(lack);
  } else if (status === 'none' && significant) reasons.push(`significant (q = ${q.values?.toExponential(1)}) but too small to matter`);
  return { ...feature, status, q: q.values, outside: { ...feature.outside, status: outside, q: q.outside }, reasons };
}

function findValueDrift(feature: FeatureDrift, thresholds: DriftThresholds): Finding[] {
  const { effects, tests, p_bulk } = feature;
  if (!hasValues(feature, thresholds.minCount)) return [];
  const found: Finding[] = [];
  const weigh = (p: number | null | undefined, effect: Estimate | null, band: EffectBand, name: string, unit = ''): void => {
    const size = Math.abs(effect?.value ?? 0);
    const level = levelOf(size, band);
    if (level && isBelow(p, thresholds)) found.push({ level, reason: `${name} ${brief(size)}${unit} ≥ ${band[level]}` });
  };
  weigh(p_bulk, effects.psi, thresholds.psi, 'PSI');
  weigh(p_bulk, effects.wasserstein_sd, thresholds.wassersteinSd, 'Wasserstein distance', ' sd');
  weigh(tests.scale?.p, effects.iqr_log_ratio, thresholds.iqrLogRatio, '|log interquartile ratio|');
  return found;
}

function findNullDrift({ tests, nulls }: FeatureDrift, thresholds: DriftThresholds): Finding[] {
  const change = Math.abs(tests.nulls?.statistic ?? 0);
  const level = levelOf(change, thresholds.nullShare);
  if (!level || !isBelow(tests.nulls?.p, thresholds)) return [];
  const shares = `share of nulls ${percent(nulls.reference)} → ${percent(nulls.current)}`;
  return [{ level, reason: `${shares}, change ${brief(change)} ≥ ${thresholds.nullShare[level]}` }];
}

function judgeOutside({ outside }: FeatureDrift, q: number | null, thresholds: DriftThresholds): OutsideStatus {
  if (q === null) return 'insufficient';
  if (q >= thresholds.falseDiscoveryRate) return 'none';
  const flagged = (outside.current ?? 0) >= thresholds.outsideShare.flag ? 'outliers' : 'none';
  return levelOf(outside.excess ?? 0, thresholds.outsideShare) ?? flagged;
}

function describeOutside({ kind, outside }: FeatureDrift): string {
  return `${percent(outside.current)} of the values ${kind === 'numeric' ? 'lie outside the reference range' : 'are unseen in the reference'}`;
}

function describeExcess(feature: FeatureDrift, limit: number): string {
  return `${describeOutside(feature)}, an excess of at least ${brief(feature.outside.excess ?? 0)} ≥ ${limit}`;
}

/** What keeps a feature without drift from the verdict `none`. Nulls alone on both sides leave no values to test, and are tested. */
function lackOf(feature: FeatureDrift, minCount: number): string | null {
  const { nulls, n_ref, n_cur } = feature;
  if (!hasRows(feature, minCount)) return `${Math.min(nulls.rows_ref, nulls.rows_cur)} rows, fewer than ${minCount}`;
  if (!hasValues(feature, minCount) && n_ref + n_cur > 0) return `${Math.min(n_ref, n_cur)} values, fewer than ${minCount}`;
  return null;
}

function hasRows({ nulls }: FeatureDrift, minCount: number): boolean {
  return Math.min(nulls.rows_ref, nulls.rows_cur) >= minCount;
}

function hasValues({ n_ref, n_cur }: FeatureDrift, minCount: number): boolean {
  return Math.min(n_ref, n_cur) >= minCount;
}

function isBelow(p: number | null | undefined, { falseDiscoveryRate }: DriftThresholds): boolean {
  return typeof p === 'number' && p < falseDiscoveryRate;
}

function levelOf(size: number, band: EffectBand): 'moderate' | 'severe' | null {
  if (size >= band.severe) return 'severe';
  return size >= band.moderate ? 'moderate' : null;
}

function percent(share: number | null): string {
  return `${((share ?? 0) * 100).toFixed(1)}%`;
}

/** Three significant digits. */
function brief(size: number): string {
  return Number(size.toPrecision(3)).toString();
}

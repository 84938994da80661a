import { formatCount, formatNamedProbability, formatPercent, formatRows } from '../profile/wording.ts';
import type { DecidingEffect, DriftStatus, FeatureDrift, OutsideStatus } from './feature-drift.ts';
import type { Estimate } from './measures/estimate.ts';
import { standardiseP } from './standardise-p.ts';
import { type DriftThresholds, type EffectBand, FEATURE_SHARE } from './thresholds.ts';

/** q-values of a feature within its batch; null where it was not testable. */
export interface FeatureQ {
  values: number | null;
  outside: number | null;
}

interface Finding {
  effect: DecidingEffect;
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
 * effect is significant too, and the effect reaches its band. The worst effect decides, and is the first of the reasons.
 */
export function judgeFeature(feature: FeatureDrift, q: FeatureQ, thresholds: DriftThresholds): FeatureDrift {
  const significant = q.values !== null && q.values < FEATURE_SHARE * thresholds.falseDiscoveryRate;
  const findings = significant ? [...findValueDrift(feature, thresholds), ...findNullDrift(feature, thresholds)] : [];
  const outside = judgeOutside(feature, q.outside, thresholds);
  if (outside === 'moderate' || outside === 'severe')
    findings.push({ effect: 'outside_share', level: outside, reason: describeExcess(feature, thresholds.outsideShare[outside]) });
  findings.sort((a, b) => Number(b.level === 'severe') - Number(a.level === 'severe'));

  const reasons = findings.map(({ level, reason }) => `${reason} (${level})`);
  if (outside === 'outliers') reasons.push(`${describeOutside(feature)} (outliers)`);
  let status: DriftStatus = findings.some(({ level }) => level === 'severe') ? 'severe' : findings.length > 0 ? 'moderate' : 'none';
  const lack = status === 'none' ? lackOf(feature, thresholds.minCount) : null;
  if (lack) {
    status = 'insufficient';
    reasons.push(lack);
  } else if (status === 'none' && significant)
    reasons.push(`significant (${formatNamedProbability('q', q.values ?? 1)}) but too small to matter`);
  const decided_by = findings[0]?.effect ?? null;
  return { ...feature, status, decided_by, q: q.values, outside: { ...feature.outside, status: outside, q: q.outside }, reasons };
}

function findValueDrift(feature: FeatureDrift, thresholds: DriftThresholds): Finding[] {
  const { effects, tests, p_bulk } = feature;
  if (!hasValues(feature, thresholds.minCount)) return [];
  const found: Finding[] = [];
  const weigh = (p: number | null | undefined, effect: Estimate | null, band: EffectBand, key: DecidingEffect, name: string): void => {
    const size = Math.abs(effect?.value ?? 0);
    const level = levelOf(size, band);
    if (level && isBelow(p, thresholds))
      found.push({ effect: key, level, reason: `${name} ${brief(size)}${key === 'wasserstein_sd' ? ' sd' : ''} ≥ ${band[level]}` });
  };
  weigh(p_bulk, effects.psi, thresholds.psi, 'psi', 'PSI');
  weigh(p_bulk, effects.wasserstein_sd, thresholds.wassersteinSd, 'wasserstein_sd', 'Wasserstein distance');
  weigh(tests.scale?.p, effects.iqr_log_ratio, thresholds.iqrLogRatio, 'iqr_log_ratio', '|log interquartile ratio|');
  return found;
}

function findNullDrift({ tests, nulls }: FeatureDrift, thresholds: DriftThresholds): Finding[] {
  const change = Math.abs(tests.nulls?.statistic ?? 0);
  const level = levelOf(change, thresholds.nullShare);
  if (!level || !isBelow(tests.nulls?.p, thresholds)) return [];
  const shares = `share of nulls ${formatPercent(nulls.reference ?? 0)} → ${formatPercent(nulls.current ?? 0)} of ${formatRows(nulls.rows_cur)}`;
  return [{ effect: 'null_share', level, reason: `${shares}, change ${brief(change)} ≥ ${thresholds.nullShare[level]}` }];
}

function judgeOutside({ outside }: FeatureDrift, q: number | null, thresholds: DriftThresholds): OutsideStatus {
  if (q === null) return 'insufficient';
  if (q >= thresholds.falseDiscoveryRate) return 'none';
  const flagged = (outside.current ?? 0) >= thresholds.outsideShare.flag ? 'outliers' : 'none';
  return levelOf(outside.excess ?? 0, thresholds.outsideShare) ?? flagged;
}

function describeOutside({ kind, n_cur, outside }: FeatureDrift): string {
  return `${formatPercent(outside.current ?? 0)} of ${formatCount(n_cur)} values ${kind === 'numeric' ? 'lie outside the reference range' : 'are unseen in the reference'}`;
}

function describeExcess(feature: FeatureDrift, limit: number): string {
  return `${describeOutside(feature)}, an excess of at least ${brief(feature.outside.excess ?? 0)} ≥ ${limit}`;
}

/** What keeps a feature without drift from the verdict `none`. Nulls alone on both sides leave no values to test, and are tested. */
function lackOf(feature: FeatureDrift, minCount: number): string | null {
  const { nulls, n_ref, n_cur } = feature;
  if (!hasRows(feature, minCount)) return `${formatRows(Math.min(nulls.rows_ref, nulls.rows_cur))}, fewer than ${minCount}`;
  if (!hasValues(feature, minCount) && n_ref + n_cur > 0) return `${formatCount(Math.min(n_ref, n_cur))} values, fewer than ${minCount}`;
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

/** Three significant digits. */
function brief(size: number): string {
  return Number(size.toPrecision(3)).toString();
}

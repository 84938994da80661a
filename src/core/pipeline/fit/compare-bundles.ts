import type { Config } from '../../config/defaults.ts';
import { ModelError, messageOf } from '../../errors.ts';
import type { Batch } from '../../frame/batch.ts';
import type { Bundle } from '../../model/bundle.ts';
import { compareScores, type ScoreComparison } from '../../model/compare/compare-scores.ts';
import { scoreRows } from '../../model/compare/score-rows.ts';
import { splitReference } from '../../model/split-reference.ts';
import type { DriftSnapshot } from '../../snapshot/drift-snapshot.ts';
import { batchId } from '../batch-id.ts';
import type { RowIntake } from '../intake.ts';
import { judgeDrift } from '../judge.ts';
import { type Plan, refuseOtherFeatures } from '../plan.ts';
import { judgeComparison } from './judge-comparison.ts';
import type { ReferenceRows } from './labels/select-reference.ts';

/** Whether the old bundle may have been trained on the rows that both are compared on. */
export type Seen = 'yes' | 'maybe' | 'no' | 'unknown';

export interface BundleComparison {
  readonly old: Bundle;
  readonly fresh: Bundle;
  /** Names of features that only one of them has, or that they make otherwise. */
  readonly other_features: readonly string[];
  /** On the rows that calibrate the new one; undefined where the old one cannot score them. */
  readonly scores?: ScoreComparison;
  readonly why_no_scores?: string;
  readonly old_saw_the_rows: Seen;
  /** The new reference against the old one, by the rule of `oads drift`. */
  readonly drift: DriftSnapshot;
  readonly verdict: string;
}

/** The plan for taking in the rows of a fit that is compared: drift is counted against the reference of the old bundle. */
export function planComparison(plan: Plan, old: Bundle): Plan {
  return { ...plan, bundle: hasFeaturesOf(plan.config, old) ? { state: 'ok', bundle: old } : { state: 'absent' } };
}

/** Both on the same rows: those that the new one holds out for its calibration. */
export async function compareBundles(
  plan: Plan,
  intake: RowIntake,
  { old, fresh, reference, version }: { old: Bundle; fresh: Bundle; reference: ReferenceRows; version: string },
): Promise<BundleComparison> {
  const rows = splitReference(reference.rows, { ...plan.config.fit, combines: false }).calibration;
  const drift = judgeDrift(plan, intake, batchId(plan, intake, version));
  const comparison = { old, fresh, other_features: differingFeatures(old, fresh), old_saw_the_rows: weighSeen(old, fresh), drift };
  const scored = await scoreBoth(old, fresh, reference.read, rows);
  return { ...comparison, ...scored, verdict: judgeComparison({ ...comparison, ...scored }) };
}

async function scoreBoth(
  old: Bundle,
  fresh: Bundle,
  read: () => AsyncIterable<Batch>,
  rows: Uint32Array,
): Promise<Pick<BundleComparison, 'scores' | 'why_no_scores'>> {
  const freshScores = await scoreRows(fresh, read, rows);
  try {
    return { scores: compareScores(old, await scoreRows(old, read, rows), fresh, freshScores) };
  } catch (error) {
    // Columns that only the old one reads may not be there any more.
    return { why_no_scores: `the old bundle cannot score these rows: ${messageOf(error)}` };
  }
}

function hasFeaturesOf(config: Config, bundle: Bundle): boolean {
  try {
    refuseOtherFeatures(config, bundle);
    return true;
  } catch (error) {
    if (error instanceof ModelError) return false;
    throw error;
  }
}

function differingFeatures(old: Bundle, fresh: Bundle): string[] {
  const texts = (bundle: Bundle) => new Map(bundle.card.features.map((feature) => [feature.name, JSON.stringify(feature)]));
  const [a, b] = [texts(old), texts(fresh)];
  return [...new Set([...a.keys(), ...b.keys()])].filter((name) => a.get(name) !== b.get(name)).sort();
}

function weighSeen({ card: { training: old } }: Bundle, { card: { training: fresh } }: Bundle): Seen {
  if (old.input_digest === fresh.input_digest) return 'yes';
  if (old.from === null || old.to === null || fresh.from === null || fresh.to === null) return 'unknown';
  return Date.parse(fresh.from) <= Date.parse(old.to) && Date.parse(fresh.to) >= Date.parse(old.from) ? 'maybe' : 'no';
}

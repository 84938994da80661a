import { hiddenBy } from '../config/column-policy.ts';
import { SourceError } from '../errors.ts';
import type { Bundle } from '../model/bundle.ts';
import { buildMetrics, type MetricsInput } from '../score/build-metrics.ts';
import { CLAIMS, type LevelClaims } from '../snapshot/claims.ts';
import type { InferenceMetrics } from '../snapshot/inference-metrics.ts';
import { decideTrust } from '../trust/decide-trust.ts';
import { NO_EVIDENCE } from '../trust/evidence.ts';
import { batchId } from './batch-id.ts';
import type { Effects } from './effects.ts';
import { compareRows } from './gather-evidence.ts';
import type { RowIntake } from './intake.ts';
import type { Plan } from './plan.ts';
import { weighReferenceAge } from './reference-age.ts';
import { type Scored, scoreStage } from './score-stage.ts';

export interface ScoreAloneOptions {
  readonly scratchDir: string;
  readonly version: string;
  /** Writes the results, with what the trust level claims. */
  write?(scored: Scored, claims: LevelClaims): Promise<void>;
}

/** Scores rows without the evidence of a run: rank-only at best, since no snapshots of these very rows stand behind it. */
export async function scoreAlone(
  plan: Plan,
  bundle: Bundle,
  intake: RowIntake,
  options: ScoreAloneOptions,
  effects: Effects,
): Promise<InferenceMetrics> {
  refuseBrokenContract(intake);
  const scored = await scoreStage(plan, bundle, intake, options.scratchDir, effects);
  try {
    const { metrics, claims } = describeScores(plan, options.version, intake, { ...scored, quarantined: intake.quality.rows.quarantined });
    await options.write?.(scored, claims);
    return metrics;
  } finally {
    await scored.close();
  }
}

/** Throws SourceError for rows of which the features cannot be built. */
export function refuseBrokenContract({ contractBroken }: Pick<RowIntake, 'contractBroken'>): void {
  if (contractBroken.size === 0) return;
  throw new SourceError('OADS_CONTRACT_BROKEN', `features cannot be built: ${[...contractBroken].join('; ')}`, {
    hint: 'run `oads check` on the same rows to see all of it',
  });
}

/** The metrics of rows that were scored alone, and what may be claimed of each row. */
export function describeScores(
  plan: Plan,
  version: string,
  rows: Pick<RowIntake, 'digest'>,
  scored: Pick<MetricsInput, 'bundle' | 'pass' | 'rule' | 'ranks' | 'calibration' | 'quarantined' | 'topReasons' | 'isAnomaly'>,
): { metrics: InferenceMetrics; claims: LevelClaims } {
  const { level, reasons } = decideTrust(
    {
      ...NO_EVIDENCE,
      bundle: 'ok',
      contractBroken: false,
      snapshotsMatch: false,
      source: 'input',
      trainingRows: compareRows(plan, rows),
      referenceAge: weighReferenceAge(plan),
      calibration: scored.calibration.verdict ?? null,
    },
    plan.config.gate,
  );
  const claims = CLAIMS[level];
  const { bundle, pass, rule, ranks, calibration, quarantined, topReasons, isAnomaly } = scored;
  const metrics = buildMetrics({
    pipeline: plan.config.pipeline,
    run_id: batchId(plan, rows, version),
    as_of: plan.asOfText,
    bundle,
    pass,
    rule,
    ranks,
    calibration,
    trust: level,
    claims,
    whyNoClaim: reasons[0]?.message ?? null,
    quarantined,
    topReasons,
    isAnomaly,
    hides: hiddenBy(plan.config.columns),
  });
  return { metrics, claims };
}

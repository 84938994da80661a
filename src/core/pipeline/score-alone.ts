import { replaceFile } from '../artifacts/replace-file.ts';
import { SourceError, throwIfAborted } from '../errors.ts';
import type { Bundle } from '../model/bundle.ts';
import { buildMetrics } from '../score/build-metrics.ts';
import { CLAIMS } from '../snapshot/claims.ts';
import type { InferenceMetrics } from '../snapshot/inference-metrics.ts';
import { decideTrust } from '../trust/decide-trust.ts';
import { NO_EVIDENCE } from '../trust/evidence.ts';
import { batchId } from './batch-id.ts';
import type { Effects } from './effects.ts';
import { compareRows } from './gather-evidence.ts';
import type { RowIntake } from './intake.ts';
import type { Plan } from './plan.ts';
import { weighReferenceAge } from './reference-age.ts';
import { scoreStage } from './score-stage.ts';

/** Scores rows without the evidence of a run: rank-only at best, since no snapshots of these very rows stand behind it. */
export async function scoreAlone(
  plan: Plan,
  bundle: Bundle,
  intake: RowIntake,
  options: { scratchDir: string; output?: string; version: string },
  effects: Effects,
): Promise<InferenceMetrics> {
  if (intake.contractBroken.size > 0) {
    throw new SourceError('OADS_CONTRACT_BROKEN', `features cannot be built: ${[...intake.contractBroken].join('; ')}`, {
      hint: 'run `oads check` on the same rows to see all of it',
    });
  }
  const scored = await scoreStage(plan, bundle, intake, options.scratchDir, effects);
  try {
    const { level, reasons } = decideTrust(
      {
        ...NO_EVIDENCE,
        bundle: 'ok',
        contractBroken: false,
        snapshotsMatch: false,
        source: 'input',
        trainingRows: compareRows(plan, intake),
        referenceAge: weighReferenceAge(plan),
        calibration: scored.calibration.verdict ?? null,
      },
      plan.config.gate,
    );
    if (options.output) {
      await replaceFile(options.output, async (staged) => {
        await scored.writeResults(staged, CLAIMS[level]);
        throwIfAborted(effects.signal);
      });
    }
    return buildMetrics({
      pipeline: plan.config.pipeline,
      run_id: batchId(plan, intake, options.version),
      as_of: plan.asOfText,
      bundle,
      pass: scored.pass,
      rule: scored.rule,
      ranks: scored.ranks,
      calibration: scored.calibration,
      trust: level,
      claims: CLAIMS[level],
      whyNoClaim: reasons[0]?.message ?? null,
      quarantined: intake.quality.rows.quarantined,
      topReasons: scored.topReasons,
      isAnomaly: scored.isAnomaly,
    });
  } finally {
    await scored.close();
  }
}

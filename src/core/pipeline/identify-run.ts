import type { Loaded } from '../load/load-rows.ts';
import type { RunIdentity } from '../snapshot/manifest.ts';
import type { RowIntake } from './intake.ts';
import type { Plan } from './plan.ts';

/** Everything that decides a run's result; its hash is the run's id. */
export function identifyRun(plan: Plan, version: string, { intake, used, fallbackReason }: Pick<Loaded<RowIntake>, 'intake' | 'used' | 'fallbackReason'>): RunIdentity {
  const { bundle } = plan;
  return {
    pipeline: plan.config.pipeline,
    input_digest: intake.digest.hex(),
    source_used: used,
    fallback_reason: fallbackReason,
    config_digest: plan.config.digest,
    bundle_digest: bundle.state === 'ok' ? bundle.bundle.digest : bundle.state === 'invalid' ? bundle.error.code : null,
    oads_version: version,
    plugins: { ...plan.registry.plugins },
    as_of: plan.asOfText,
    history_digest: null,
  };
}

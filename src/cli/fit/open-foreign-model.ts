import { UsageError } from '../../core/errors.ts';
import type { ForeignModel, Orientation } from '../../core/model/foreign/open-foreign.ts';
import type { Effects } from '../../core/pipeline/effects.ts';
import type { Plan } from '../../core/pipeline/plan.ts';

export interface ForeignFlags {
  readonly onnx?: string;
  readonly features?: string;
  readonly orientation?: string;
  readonly 'input-name'?: string;
  readonly 'output-name'?: string;
}

/** For `oads fit --onnx`: the plan with the model's features, and the model, loaded before the first row is read. */
export async function openForeignModel(plan: Plan, flags: ForeignFlags, effects: Effects): Promise<{ plan: Plan; foreign?: ForeignModel }> {
  if (flags.onnx === undefined) return { plan };
  if (flags.orientation === undefined) {
    throw new UsageError('OADS_USAGE', 'expected --orientation higher or lower with --onnx, got nothing', {
      hint: 'say which scores are anomalous: lower for score_samples and decision_function of scikit-learn, higher for decision_function of PyOD',
    });
  }
  const [{ planForeign }, { openForeign }, { announceLoad }] = await Promise.all([
    import('../../core/pipeline/fit/foreign-plan.ts'),
    import('../../core/model/foreign/open-foreign.ts'),
    import('../../core/pipeline/announce-load.ts'),
  ]);
  const names = flags.features?.split(',').map((name) => name.trim());
  const foreignPlan = planForeign(plan, names);
  const foreign = await openForeign({
    file: flags.onnx,
    width: foreignPlan.features.filter(({ model }) => model).length,
    orientation: flags.orientation as Orientation,
    inputName: flags['input-name'],
    outputName: flags['output-name'],
    onLoad: (bytes) => announceLoad(effects, bytes),
  });
  return { plan: foreignPlan, foreign };
}

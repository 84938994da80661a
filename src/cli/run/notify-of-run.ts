import { messageOf } from '../../core/errors.ts';
import type { Effects } from '../../core/pipeline/effects.ts';
import type { Plan } from '../../core/pipeline/plan.ts';
import type { RunResult } from '../../core/pipeline/run-pipeline.ts';
import { notifyEffects } from '../notify-effects.ts';

/**
 * Tells the channels of the config of a committed run. A run over rows of the past says nothing of the present, and is not told.
 * Whatever is thrown here is a warning: the run is written.
 */
export async function notifyOfRun({ config }: Plan, result: RunResult, artifactsDir: string, effects: Effects): Promise<void> {
  const { notify: settings, pipeline, baseDir } = config;
  if (!settings || result.newerRun !== null) return;
  try {
    const { notifyRun } = await import('../../core/notify/notify-run.ts');
    const { state: system, quality, metrics } = result;
    await notifyRun({ system, quality, metrics }, { artifactsDir, pipeline, settings }, await notifyEffects(effects, baseDir));
  } catch (error) {
    effects.warn(`alerts: the run is written, but nobody could be told of it: ${messageOf(error)}`);
  }
}

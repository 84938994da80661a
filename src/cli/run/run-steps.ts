import { UsageError } from '../../core/errors.ts';
import type { Effects } from '../../core/pipeline/effects.ts';
import type { Plan } from '../../core/pipeline/plan.ts';
import type { Backfilled, Step } from '../../core/pipeline/schedule/backfill.ts';
import { describeError, reportError } from '../error-report.ts';
import { formatSpan } from './format-span.ts';
import type { ModeFlags } from './modes.ts';
import { notifyOfRun } from './notify-of-run.ts';

export interface StepsRequest {
  readonly flags: Pick<ModeFlags, 'window' | 'step' | 'force' | 'keep-going' | 'notify'>;
  readonly artifactsDir: string;
  readonly version: string;
  readonly json: boolean;
}

/** `oads run --window A/B --step D`. */
export async function runSteps(
  makePlan: () => Promise<Plan>,
  { flags, artifactsDir, version, json }: StepsRequest,
  effects: Effects & { clear(): void },
): Promise<{ plan: Plan; done: Backfilled }> {
  const [
    { parseInterval },
    { listSteps, parseStep },
    { backfill },
    { findRun, listKnownRuns },
    { planAt },
    { runPipeline },
    { requireWindow },
  ] = await Promise.all([
    import('../../core/pipeline/schedule/parse-interval.ts'),
    import('../../core/pipeline/schedule/list-steps.ts'),
    import('../../core/pipeline/schedule/backfill.ts'),
    import('../../core/pipeline/schedule/find-run.ts'),
    import('../../core/pipeline/plan.ts'),
    import('../../core/pipeline/run-pipeline.ts'),
    import('../../core/pipeline/row-window.ts'),
  ]);
  if (flags.window === undefined || flags.step === undefined) throw new UsageError('OADS_USAGE', 'expected --window and --step');
  const spans = listSteps(parseInterval(flags.window), parseStep(flags.step));
  const plan = await makePlan();
  requireWindow(plan.config, 'a backfill');
  const kept = plan.config.retention?.runs;
  if (kept !== undefined && kept < spans.length)
    effects.warn(`retention keeps ${kept} runs, fewer than the ${spans.length} steps: it removes the first of them again`);
  const known = flags.force ? [] : await listKnownRuns(artifactsDir, plan);
  const at = (span: { from: Date; to: Date }) => planAt(plan, { asOf: span.to, span });
  const done = await backfill(spans, {
    find: (span) => findRun(known, artifactsDir, at(span), version),
    run: async (span) => {
      const result = await runPipeline(at(span), { artifactsDir, version }, effects);
      if (flags.notify) await notifyOfRun(plan, result, artifactsDir, effects);
      return result;
    },
    onStep: (span, number) => effects.announce?.(`step ${number} of ${spans.length}: ${formatSpan(span)}`),
    onFailure: (span, error) => {
      effects.clear();
      if (json) return;
      process.stderr.write(`step ${formatSpan(span)} failed:\n`);
      reportError(error, { json: false });
    },
    keepGoing: flags['keep-going'],
    signal: effects.signal,
  });
  return { plan, done };
}

/** The worst code of the steps; with `--strict` a step that is not certified is a no. */
export function verdictOfSteps(
  steps: readonly Step[],
  { strict, 'exit-zero': exitZero }: { strict: boolean; 'exit-zero': boolean },
): number {
  const codes = steps.map(({ exitCode, summary }) => {
    return exitCode === 0 && strict && summary?.trust_level !== 'certified' ? 1 : (exitCode ?? 0);
  });
  const worst = Math.max(0, ...codes);
  return worst === 1 && exitZero ? 0 : worst;
}

/** What `--json` prints of a backfill. */
export function describeSteps({ config }: Plan, { steps }: Backfilled, exitCode: number) {
  return {
    pipeline: config.pipeline,
    steps: steps.map((step) => ({
      from: step.span.from.toISOString(),
      to: step.span.to.toISOString(),
      state: step.state,
      run_id: step.runId,
      rows: step.summary?.rows_processed ?? null,
      anomaly_rate: step.summary?.anomaly_rate ?? null,
      quality_flag: step.summary?.quality_flag ?? null,
      drift_flag: step.summary?.drift_flag ?? null,
      trust_level: step.summary?.trust_level ?? null,
      exit_code: step.exitCode,
      error: step.error === undefined ? null : describeError(step.error),
    })),
    exit_code: exitCode,
  };
}

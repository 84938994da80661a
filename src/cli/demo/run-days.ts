import path from 'node:path';
import { readConfig } from '../../core/config/load-config.ts';
import { StoreError } from '../../core/errors.ts';
import { loadPolars } from '../../core/frame/polars.ts';
import type { Effects } from '../../core/pipeline/effects.ts';
import { makePlan, planAt } from '../../core/pipeline/plan.ts';
import { createRegistry, optionSchemas } from '../../core/pipeline/registry.ts';
import type { TimeSpan } from '../../core/pipeline/row-window.ts';
import { type RunResult, runPipeline } from '../../core/pipeline/run-pipeline.ts';
import { listSteps, parseStep } from '../../core/pipeline/schedule/list-steps.ts';
import { parseInterval } from '../../core/pipeline/schedule/parse-interval.ts';
import { SAMPLE } from './sample.ts';

export interface Day {
  readonly span: TimeSpan;
  readonly result: RunResult;
}

/**
 * One run for each day of the sample in `dir`, oldest first: what `oads run --window … --step 1d` makes of it. Neither the
 * environment nor plugins of the user have a part in it.
 */
export async function runDays(dir: string, version: string, effects: Effects): Promise<Day[]> {
  await loadPolars();
  const registry = createRegistry();
  const { config } = readConfig(path.join(dir, 'oads.yaml'), {}, optionSchemas(registry));
  const spans = listSteps(parseInterval(SAMPLE.window), parseStep(SAMPLE.step));
  const plan = await makePlan(config, registry, { now: effects.now(), point: { asOf: spans[0].to, span: spans[0] }, effects });
  const days: Day[] = [];
  for (const [index, span] of spans.entries()) {
    effects.announce?.(`day ${index + 1} of ${spans.length}: ${nameDay(span)}`);
    const artifactsDir = path.join(dir, 'artifacts');
    const result = await runPipeline(planAt(plan, { asOf: span.to, span }), { artifactsDir, version }, effects).catch(sayWhereElse);
    if (result.modelError) throw result.modelError;
    days.push({ span, result });
  }
  return days;
}

/** `2001-06-20` */
export function nameDay({ from }: TimeSpan): string {
  return from.toISOString().slice(0, 10);
}

/** The artifacts of a demo lie in its own directory. */
function sayWhereElse(error: unknown): never {
  if (!(error instanceof StoreError)) throw error;
  const { code, message, hint, details } = error;
  throw new StoreError(code, message, { hint: hint?.replace('--artifacts', '--dir'), details, cause: error });
}

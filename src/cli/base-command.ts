import { Flags, type Interfaces } from '@oclif/core';
import { UsageError } from '../core/errors.ts';
import { parseTimestamp } from '../core/frame/parse/parse-times.ts';
import type { Plan, PointInTime } from '../core/pipeline/plan.ts';
import { OadsCommand } from './oads-command.ts';

export type BaseFlags = Interfaces.InferredFlags<typeof BaseCommand.baseFlags>;

/** What the pipeline commands share beyond what all do: the plan that the config makes, as of a point of time. */
export abstract class BaseCommand extends OadsCommand {
  static override baseFlags = {
    ...OadsCommand.baseFlags,
    'as-of': Flags.string({
      env: 'OADS_AS_OF',
      helpGroup: 'GLOBAL',
      helpValue: 'TIME',
      summary: 'end of the window and point of view of every age, ISO 8601 (default: now)',
    }),
  };

  private readonly saidDoubts = new Set<string>();

  /** `point`: in place of the as-of time of the flags. A doubt is said once, however often a plan is made. */
  protected async makePlan(flags: BaseFlags, point?: PointInTime): Promise<Plan> {
    const config = await this.loadConfig(flags);
    const [{ makePlan }, { findDoubts }, { loadPolars }] = await Promise.all([
      import('../core/pipeline/plan.ts'),
      import('../core/pipeline/doubts/find-doubts.ts'),
      import('../core/frame/polars.ts'),
    ]);
    await loadPolars();
    const plan = await makePlan(config, await this.loadRegistry(), {
      asOf: parseAsOf(flags['as-of']),
      now: new Date(),
      point,
      effects: this.effectsOf(flags),
    });
    for (const doubt of findDoubts(plan)) {
      if (!this.saidDoubts.has(doubt)) this.effectsOf(flags).warn(doubt);
      this.saidDoubts.add(doubt);
    }
    return plan;
  }
}

/** An instant; a time without zone is UTC. */
export function parseAsOf(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : parseInstant('--as-of', text, 'for example --as-of 2001-06-30T00:00:00Z');
}

/** Throws UsageError, which names the flag. */
export function parseInstant(flag: string, text: string, hint: string): Date {
  const bytes = new TextEncoder().encode(text);
  // JavaScript takes 30 February for 2 March: the parser of the rows does not.
  const micros = parseTimestamp(bytes, 0, bytes.length);
  if (Number.isNaN(micros))
    throw new UsageError('OADS_USAGE_AS_OF', `${flag}: expected an ISO 8601 time, got ${JSON.stringify(text)}`, { hint });
  return new Date(Math.floor(micros / 1000));
}

import { holdoutMicros } from '../hold-out.ts';
import type { Plan } from '../plan.ts';
import { configWindow } from '../row-window.ts';

/**
 * The plan for a fit on the config's own source: of a source with a hold-out only what comes before it. Where that is a time,
 * it is what counts as now: windows end there, and so do ages. A file of reference rows is read whole.
 */
export function planReference(plan: Plan, file?: string): Plan {
  if (file !== undefined) return { ...plan, window: undefined };
  const { holdout } = plan.config;
  if (!holdout) return plan;
  const end = 'at' in holdout ? Math.floor(holdoutMicros(holdout.at) / 1000) : Number.POSITIVE_INFINITY;
  const asOf = end < plan.asOf.getTime() ? new Date(end) : plan.asOf;
  const asOfText = plan.asOfText === 'unused' ? 'unused' : asOf.toISOString();
  return { ...plan, side: 'reference', asOf, asOfText, window: configWindow(plan.config, asOf) };
}

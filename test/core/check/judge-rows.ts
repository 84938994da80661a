import type { CheckContext, Finding, RowCheck, SummaryCheck } from '../../../src/core/check/check.ts';
import type { Batch } from '../../../src/core/frame/batch.ts';

export const context: CheckContext = { asOf: new Date('2024-05-01T12:00:00Z'), contract: [], key: [], coercionFailures: () => undefined };

/** The verdict on each row of a batch. */
export function judgeRows(check: RowCheck, batch: Batch, options: Record<string, unknown>): number[] {
  const verdicts = new Uint8Array(batch.rows);
  check.judge(batch, options, context, verdicts);
  return [...verdicts];
}

/** The finding over all batches. */
export function summarize(check: SummaryCheck, batches: readonly Batch[], options: Record<string, unknown>, given = context): Finding {
  const state = check.start(options, given);
  for (const batch of batches) state.update(batch);
  return state.finding();
}

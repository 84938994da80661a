import { parseDurationMs } from '../../config/durations.ts';
import { UsageError } from '../../errors.ts';
import type { TimeSpan } from '../row-window.ts';
import { addDuration, type CalendarDuration, parseIsoDuration } from './iso-duration.ts';

/** More than a year of minutes is a slip of the pen. */
const MAX_STEPS = 600_000;

/** `1d` as in the config, or `P1M` as in ISO 8601. Throws UsageError. */
export function parseStep(text: string): CalendarDuration {
  const iso = parseIsoDuration(text);
  if (iso) return iso;
  const ms = /^[0-9]{1,9}(ms|s|m|h|d|w)$/.test(text) ? parseDurationMs(text) : 0;
  if (ms > 0) return { months: 0, ms };
  throw new UsageError('OADS_USAGE_STEP', `--step: expected a duration, got ${JSON.stringify(text)}`, {
    hint: 'for example --step 1d, --step 6h or --step P1M',
  });
}

/** The windows of a backfill, oldest first, without a gap; the last one ends where the span does. Throws UsageError for too many. */
export function listSteps({ from, to }: TimeSpan, step: CalendarDuration): TimeSpan[] {
  const steps: TimeSpan[] = [];
  // Each from the start: month after month, the 31st would become the 28th for good.
  for (let start = from, count = 1; start < to; count++) {
    const end = addDuration(from, step, count);
    steps.push({ from: start, to: end < to ? end : to });
    if (steps.length > MAX_STEPS) {
      throw new UsageError('OADS_USAGE_STEP', `expected at most ${MAX_STEPS} steps in the window, got more`, {
        hint: 'give a longer --step',
      });
    }
    start = end;
  }
  return steps;
}

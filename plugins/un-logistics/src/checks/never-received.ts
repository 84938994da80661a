import type { GroupCheck, HostApi } from '@oads/cli/plugin';
import { listSteps } from '../measures/list-steps.ts';
import { MICROS_PER_DAY } from '../measures/micros-per-day.ts';
import { EVENT_COLUMNS, type EventColumns, eventOptions, groupEvents, listEventColumns, stepsOption } from '../options/event-options.ts';
import { toleranceOption } from '../options/tolerance-option.ts';

interface Options extends EventColumns {
  readonly shipped: readonly string[];
  readonly received: readonly string[];
  readonly max_days: number;
}
const DEFAULTS: Options = {
  ...EVENT_COLUMNS,
  shipped: ['shipping'],
  received: ['receiving'],
  max_days: 30,
};
const read = (options: Record<string, unknown>): Options => ({ ...DEFAULTS, ...options });

/** What was shipped is received within so many days: events of shipping are judged, as of the as-of time. */
export const neverReceivedCheck = (api: HostApi): GroupCheck => ({
  kind: 'group',
  name: 'never-received',
  description: 'what was shipped is received within so many days, as of the as-of time',
  options: api.Type.Object(
    {
      ...eventOptions(api),
      shipped: stepsOption(api, DEFAULTS.shipped, 'steps that send something off'),
      received: stepsOption(api, DEFAULTS.received, 'steps that take it in'),
      max_days: api.Type.Optional(
        api.Type.Number({ minimum: 0, default: DEFAULTS.max_days, description: 'days that a consignment may be under way' }),
      ),
      ...toleranceOption(api),
    },
    { additionalProperties: false },
  ),
  columns: (options) => listEventColumns(read(options)),
  group: (options) => groupEvents(read(options)),

  judge(rows, options, { asOf }, verdicts) {
    const own = read(options);
    const allowed = own.max_days * MICROS_PER_DAY;
    const steps = listSteps(rows, own);
    const receipts = steps.filter(({ isReceipt }) => isReceipt);
    const isUnknown = receipts.some(({ at }) => Number.isNaN(at));
    verdicts.fill(2);
    // From the last one backwards; a receipt at the same instant counts.
    let next = receipts.length - 1;
    let received = Number.POSITIVE_INFINITY;
    for (const { row, at, isReceipt } of steps.reverse()) {
      if (isReceipt || Number.isNaN(at)) continue;
      for (; next >= 0 && !(receipts[next].at < at); next--) if (!Number.isNaN(receipts[next].at)) received = receipts[next].at;
      const isLate = Math.min(received, asOf.getTime() * 1000) - at > allowed;
      // Nobody knows whether a receipt without a time came soon enough.
      verdicts[row] = isLate && isUnknown ? 2 : Number(isLate);
    }
  },

  expectation(options) {
    const { shipped, received, max_days } = read(options);
    return `${shipped.join(', ')} followed by ${received.join(', ')} within ${max_days} days`;
  },
});

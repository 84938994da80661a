import type { GroupCheck, HostApi } from '@oads/cli/plugin';
import { MICROS_PER_DAY } from '../measures/micros-per-day.ts';
import { readText } from '../measures/read-text.ts';
import { eventOptions, stepsOption } from '../options/event-options.ts';
import { toleranceOption } from '../options/tolerance-option.ts';

interface Options {
  readonly key: readonly string[];
  readonly time: string;
  readonly step: string;
  readonly shipped: readonly string[];
  readonly received: readonly string[];
  readonly max_days: number;
}
const DEFAULTS: Options = {
  key: ['epc'],
  time: 'event_time',
  step: 'biz_step',
  shipped: ['shipping'],
  received: ['receiving'],
  max_days: 30,
};
const read = (options: Record<string, unknown>): Options => ({ ...DEFAULTS, ...options });

/** What was shipped is received some time later: events of shipping are judged, as of the as-of time. */
export const neverReceivedCheck = (api: HostApi): GroupCheck => ({
  kind: 'group',
  name: 'never-received',
  description: 'nothing that was shipped is still without a receiving event, as of the as-of time',
  options: api.Type.Object(
    {
      ...eventOptions(api, DEFAULTS),
      shipped: stepsOption(api, DEFAULTS.shipped, 'steps that send something off'),
      received: stepsOption(api, DEFAULTS.received, 'steps that take it in'),
      max_days: api.Type.Optional(
        api.Type.Number({ minimum: 0, default: DEFAULTS.max_days, description: 'days that a consignment may be under way' }),
      ),
      ...toleranceOption(api),
    },
    { additionalProperties: false },
  ),
  columns: (options) => [...read(options).key, read(options).time, read(options).step],
  group: (options) => ({ key: read(options).key, order: [read(options).time] }),

  judge(rows, options, { asOf }, verdicts) {
    const { time, step, shipped, received, max_days } = read(options);
    const times = rows.numbers(time);
    const stepOf = readText(rows, step);
    const latest = asOf.getTime() * 1000 - max_days * MICROS_PER_DAY;
    let wasReceived = false;
    for (let row = rows.rows - 1; row >= 0; row--) {
      const name = stepOf(row);
      if (name !== null && received.includes(name)) wasReceived = true;
      const isJudged = name !== null && shipped.includes(name) && !Number.isNaN(times[row]);
      verdicts[row] = isJudged ? Number(!wasReceived && times[row] < latest) : 2;
    }
  },

  expectation(options) {
    const { shipped, received, max_days } = read(options);
    return `${shipped.join(', ')} followed by ${received.join(', ')} within ${max_days} days`;
  },
});

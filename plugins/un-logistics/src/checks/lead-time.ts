import type { GroupCheck, HostApi, PrepareContext } from '@oads/cli/plugin';
import type { Baseline } from '../baseline/baseline.ts';
import { judgeLevels, type LevelLimits } from '../baseline/judge-levels.ts';
import { readBaseline } from '../baseline/read-baseline.ts';
import { leadTimeDays } from '../measures/lead-time-days.ts';
import { columnOption } from '../options/column-option.ts';
import { levelOptions } from '../options/level-options.ts';
import { toleranceOption } from '../options/tolerance-option.ts';

interface Options extends LevelLimits {
  readonly from: string;
  readonly to: string;
  readonly baseline?: string;
}
const DEFAULTS: Options = { from: 'ordered', to: 'delivered', by: ['country', 'mode'], max_deviations: 3, min_rows: 20 };
const read = (options: Record<string, unknown>): Options => ({ ...DEFAULTS, ...options });

/** No order takes far longer than its lane and mode do. */
export const leadTimeCheck = (api: HostApi): GroupCheck => ({
  kind: 'group',
  name: 'lead-time',
  description: 'the time from order to delivery is not far above that of its lane and mode',
  options: api.Type.Object(
    {
      from: columnOption(api, DEFAULTS.from, 'the date of the order'),
      to: columnOption(api, DEFAULTS.to, 'the date of delivery'),
      ...levelOptions(api, DEFAULTS),
      ...toleranceOption(api),
    },
    { additionalProperties: false },
  ),
  columns: (options) => [...read(options).by, read(options).from, read(options).to],
  group: (options) => ({ key: read(options).by, order: [read(options).from] }),

  async prepare(options: Record<string, unknown>, context: PrepareContext) {
    const { baseline, by, from, to } = read(options);
    const columns = { [from]: 'timestamp', [to]: 'timestamp' } as const;
    return baseline && readBaseline(api, baseline, { by, columns, measure: (batch) => leadTimeDays(batch, { from, to }) }, context);
  },

  judge(rows, options, { prepared }, verdicts) {
    judgeLevels(rows, leadTimeDays(rows, read(options)), read(options), prepared as Baseline | undefined, verdicts);
  },

  expectation(options) {
    const { from, to, by, max_deviations } = read(options);
    return `${from} to ${to} at most ${max_deviations} robust deviations above the median of its ${by.join(' and ')}`;
  },
});

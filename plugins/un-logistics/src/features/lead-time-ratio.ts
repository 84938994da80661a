import type { Batch, HostApi, RowFeature } from '@oads/cli/plugin';
import type { Baseline } from '../baseline/baseline.ts';
import { compareWithLevels } from '../baseline/compare-with-levels.ts';
import { readBaseline } from '../baseline/read-baseline.ts';
import { leadTimeDays } from '../measures/lead-time-days.ts';
import { baselineOptions } from '../options/baseline-options.ts';
import { columnOption } from '../options/column-option.ts';

interface Options {
  readonly from: string;
  readonly to: string;
  readonly by: readonly string[];
  readonly baseline: string;
}
const DEFAULTS: Omit<Options, 'baseline'> = { from: 'ordered', to: 'delivered', by: ['country', 'mode'] };
const read = (options: Record<string, unknown>): Options => ({ ...DEFAULTS, ...options }) as Options;

export const leadTimeRatioFeature = (api: HostApi): RowFeature => ({
  name: 'lead-time-ratio',
  description: 'time from order to delivery over the median of its lane and mode in past shipments: 2 is twice as long',
  options: api.Type.Object(
    {
      from: columnOption(api, DEFAULTS.from, 'the date of the order'),
      to: columnOption(api, DEFAULTS.to, 'the date of delivery'),
      ...baselineOptions(api, DEFAULTS.by),
    },
    { additionalProperties: false },
  ),
  inputs: (options) => [...read(options).by, read(options).from, read(options).to],

  prepare(options, context) {
    const { by, from, to, baseline } = read(options);
    const measure = (batch: Batch) => leadTimeDays(batch, { from, to });
    return readBaseline(api, baseline, { by, columns: { [from]: 'timestamp', [to]: 'timestamp' }, measure }, context);
  },

  compute(batch, options, prepared) {
    const own = read(options);
    return compareWithLevels(batch, own.by, leadTimeDays(batch, own), prepared as Baseline).map(Math.exp);
  },
});

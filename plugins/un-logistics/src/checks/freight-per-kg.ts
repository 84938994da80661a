import type { GroupCheck, HostApi, PrepareContext } from '@oads/cli/plugin';
import type { Baseline } from '../baseline/baseline.ts';
import { judgeLevels, type LevelLimits } from '../baseline/judge-levels.ts';
import { readBaseline } from '../baseline/read-baseline.ts';
import { type FreightColumns, freightPerKg } from '../measures/freight-per-kg.ts';
import { freightColumnTypes, freightOptions } from '../options/freight-options.ts';
import { levelOptions } from '../options/level-options.ts';
import { toleranceOption } from '../options/tolerance-option.ts';

interface Options extends LevelLimits, FreightColumns {
  readonly baseline?: string;
}
const DEFAULTS: Options = {
  freight: 'freight_usd',
  weight: 'weight_kg',
  shared: ['weight_shared', 'freight_shared'],
  by: ['mode'],
  max_deviations: 5,
  min_rows: 20,
};
const read = (options: Record<string, unknown>): Options => ({ ...DEFAULTS, ...options });

/** No freight costs far more by the kilogram than its mode does. Freight or weight that several lines share is not judged. */
export const freightPerKgCheck = (api: HostApi): GroupCheck => ({
  kind: 'group',
  name: 'freight-per-kg',
  description: 'freight by the kilogram is not far above that of its mode',
  options: api.Type.Object(
    { ...freightOptions(api), ...levelOptions(api, DEFAULTS), ...toleranceOption(api) },
    { additionalProperties: false },
  ),
  columns: (options) => [...read(options).by, read(options).freight, read(options).weight, ...read(options).shared],
  group: (options) => ({ key: read(options).by, order: [read(options).freight] }),

  async prepare(options: Record<string, unknown>, context: PrepareContext) {
    const own = read(options);
    const measured = {
      by: own.by,
      columns: freightColumnTypes(own),
      measure: (batch: Parameters<typeof freightPerKg>[0]) => freightPerKg(batch, own),
    };
    return own.baseline && readBaseline(api, own.baseline, measured, context);
  },

  judge(rows, options, { prepared }, verdicts) {
    judgeLevels(rows, freightPerKg(rows, read(options)), read(options), prepared as Baseline | undefined, verdicts);
  },

  expectation(options) {
    const { freight, weight, by, max_deviations } = read(options);
    return `${freight} by ${weight} at most ${max_deviations} robust deviations above the median of its ${by.join(' and ')}`;
  },
});

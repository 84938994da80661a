import type { HostApi, RowCheck } from '@oads/cli/plugin';
import { MICROS_PER_DAY } from '../measures/micros-per-day.ts';
import { columnsOption } from '../options/column-option.ts';
import { toleranceOption } from '../options/tolerance-option.ts';

interface Options {
  readonly columns: readonly string[];
  readonly slack_days: number;
}
const DEFAULTS: Options = { columns: ['ordered', 'delivered', 'recorded'], slack_days: 0 };
const read = (options: Record<string, unknown>): Options => ({ ...DEFAULTS, ...options });

/** No date of a row is before one that comes earlier in the list; rows with fewer than two dates are not judged. */
export const dateOrderCheck = (api: HostApi): RowCheck => ({
  kind: 'row',
  name: 'date-order',
  description: 'the dates of a shipment come in their order: ordered, delivered, recorded',
  options: api.Type.Object(
    {
      columns: columnsOption(api, DEFAULTS.columns, 'date or time columns, the earliest first', 2),
      slack_days: api.Type.Optional(api.Type.Number({ minimum: 0, default: 0, description: 'days that a date may be too early' })),
      ...toleranceOption(api),
    },
    { additionalProperties: false },
  ),
  columns: (options) => read(options).columns,

  judge(batch, options, _context, verdicts) {
    const { columns, slack_days } = read(options);
    const slack = slack_days * MICROS_PER_DAY;
    const dates = columns.map((name) => batch.numbers(name));
    for (let row = 0; row < batch.rows; row++) {
      let latest = Number.NEGATIVE_INFINITY;
      let known = 0;
      let isBehind = false;
      for (const times of dates) {
        if (Number.isNaN(times[row])) continue;
        known++;
        isBehind ||= times[row] + slack < latest;
        latest = Math.max(latest, times[row]);
      }
      verdicts[row] = known < 2 ? 2 : Number(isBehind);
    }
  },

  expectation(options) {
    const { columns, slack_days } = read(options);
    return `${columns.join(' <= ')}${slack_days > 0 ? `, with ${slack_days} days of slack` : ''}`;
  },
});

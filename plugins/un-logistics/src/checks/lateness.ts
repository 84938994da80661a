import type { HostApi, RowCheck } from '@oads/cli/plugin';
import { MICROS_PER_DAY } from '../measures/micros-per-day.ts';
import { columnOption } from '../options/column-option.ts';
import { toleranceOption } from '../options/tolerance-option.ts';

interface Options {
  readonly scheduled: string;
  readonly delivered: string;
  readonly max_days: number;
}
const DEFAULTS: Options = { scheduled: 'scheduled', delivered: 'delivered', max_days: 0 };
const read = (options: Record<string, unknown>): Options => ({ ...DEFAULTS, ...options });

/** No delivery comes more than so many days after its schedule. */
export const latenessCheck = (api: HostApi): RowCheck => ({
  kind: 'row',
  name: 'lateness',
  description: 'deliveries come on schedule; give a tolerance for the share that may be late',
  options: api.Type.Object(
    {
      scheduled: columnOption(api, DEFAULTS.scheduled, 'the date that was promised'),
      delivered: columnOption(api, DEFAULTS.delivered, 'the date of delivery'),
      max_days: api.Type.Optional(api.Type.Number({ minimum: 0, default: 0, description: 'days after the schedule that still pass' })),
      ...toleranceOption(api),
    },
    { additionalProperties: false },
  ),
  columns: (options) => [read(options).scheduled, read(options).delivered],

  judge(batch, options, _context, verdicts) {
    const { scheduled, delivered, max_days } = read(options);
    const promised = batch.numbers(scheduled);
    const came = batch.numbers(delivered);
    for (let row = 0; row < batch.rows; row++) {
      const days = (came[row] - promised[row]) / MICROS_PER_DAY;
      verdicts[row] = Number.isNaN(days) ? 2 : Number(days > max_days);
    }
  },

  expectation(options) {
    const { scheduled, delivered, max_days } = read(options);
    return `${delivered} at most ${max_days} days after ${scheduled}`;
  },
});

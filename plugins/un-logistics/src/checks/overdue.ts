import type { HostApi, RowCheck } from '@oads/cli/plugin';
import { MICROS_PER_DAY } from '../measures/micros-per-day.ts';
import { columnOption } from '../options/column-option.ts';
import { toleranceOption } from '../options/tolerance-option.ts';

interface Options {
  readonly scheduled: string;
  readonly delivered: string;
  readonly max_days: number;
}
const DEFAULTS: Options = { scheduled: 'scheduled', delivered: 'delivered', max_days: 30 };
const read = (options: Record<string, unknown>): Options => ({ ...DEFAULTS, ...options });

/** Of rows without a delivery, the schedule is not long past at the as-of time. For tables; `never-received` is for events. */
export const overdueCheck = (api: HostApi): RowCheck => ({
  kind: 'row',
  name: 'overdue',
  description: 'no shipment is still without a delivery date long after its schedule, as of the as-of time',
  options: api.Type.Object(
    {
      scheduled: columnOption(api, DEFAULTS.scheduled, 'the date that was promised'),
      delivered: columnOption(api, DEFAULTS.delivered, 'the date of delivery, null while there is none'),
      max_days: api.Type.Optional(
        api.Type.Number({ minimum: 0, default: DEFAULTS.max_days, description: 'days after the schedule that a delivery may be open' }),
      ),
      ...toleranceOption(api),
    },
    { additionalProperties: false },
  ),
  columns: (options) => [read(options).scheduled, read(options).delivered],

  judge(batch, options, { asOf }, verdicts) {
    const { scheduled, delivered, max_days } = read(options);
    const promised = batch.numbers(scheduled);
    const came = batch.numbers(delivered);
    const instant = asOf.getTime() * 1000;
    // What is due on a day is not overdue before that day has ended.
    const now = batch.column(scheduled).type === 'date' ? Math.floor(instant / MICROS_PER_DAY) * MICROS_PER_DAY : instant;
    for (let row = 0; row < batch.rows; row++) {
      const isOpen = Number.isNaN(came[row]);
      if (isOpen && Number.isNaN(promised[row])) verdicts[row] = 2;
      else verdicts[row] = Number(isOpen && now - promised[row] > max_days * MICROS_PER_DAY);
    }
  },

  expectation(options) {
    const { scheduled, delivered, max_days } = read(options);
    return `${delivered} known within ${max_days} days after ${scheduled}`;
  },
});

import type { HostApi, RowFeature } from '@oads/cli/plugin';
import { MICROS_PER_DAY } from '../measures/micros-per-day.ts';
import { columnOption } from '../options/column-option.ts';

interface Options {
  readonly scheduled: string;
  readonly delivered: string;
}
const DEFAULTS: Options = { scheduled: 'scheduled', delivered: 'delivered' };
const read = (options: Record<string, unknown> | undefined): Options => ({ ...DEFAULTS, ...options });

export const scheduleDelayDaysFeature = (api: HostApi): RowFeature => ({
  name: 'schedule-delay-days',
  description: 'days from the scheduled to the real delivery; below zero is early',
  options: api.Type.Object(
    {
      scheduled: columnOption(api, DEFAULTS.scheduled, 'the date that was promised'),
      delivered: columnOption(api, DEFAULTS.delivered, 'the date of delivery'),
    },
    { additionalProperties: false },
  ),
  inputs: (options) => [read(options).scheduled, read(options).delivered],
  compute(batch, options) {
    const { scheduled, delivered } = read(options);
    const promised = batch.numbers(scheduled);
    return batch.numbers(delivered).map((came, row) => (came - promised[row]) / MICROS_PER_DAY);
  },
});

import type { HostApi, RowFeature } from '@oads/cli/plugin';
import { columnOption } from '../options/column-option.ts';
import { minutesBetween } from './minutes-between.ts';

const DEFAULTS = { scheduled: 'scheduled_on_block', actual: 'actual_on_block' };

/** Minutes that an arrival is late; negative is early. */
export const arrivalDelayFeature = (api: HostApi): RowFeature => ({
  name: 'arrival-delay',
  description: 'minutes from the scheduled to the actual on-block time',
  options: api.Type.Object(
    {
      scheduled: columnOption(api, DEFAULTS.scheduled, 'the scheduled time on block'),
      actual: columnOption(api, DEFAULTS.actual, 'the actual time on block'),
    },
    { additionalProperties: false },
  ),
  inputs: (options) => Object.values(read(options)),
  compute(batch, options) {
    const { scheduled, actual } = read(options);
    return minutesBetween(batch, scheduled, actual);
  },
});

function read(options: Record<string, unknown> = {}): typeof DEFAULTS {
  return { ...DEFAULTS, ...options };
}

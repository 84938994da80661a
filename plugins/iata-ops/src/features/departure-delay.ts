import type { HostApi, RowFeature } from '@oads/cli/plugin';
import { columnOption } from '../options/column-option.ts';
import { minutesBetween } from './minutes-between.ts';

const DEFAULTS = { scheduled: 'scheduled_off_block', actual: 'actual_off_block' };

/** Minutes that a departure is late; negative is early. */
export const departureDelayFeature = (api: HostApi): RowFeature => ({
  name: 'departure-delay',
  description: 'minutes from the scheduled to the actual off-block time',
  options: api.Type.Object(
    {
      scheduled: columnOption(api, DEFAULTS.scheduled, 'the scheduled time off block'),
      actual: columnOption(api, DEFAULTS.actual, 'the actual time off block'),
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

import type { HostApi, RowFeature } from '@oads/cli/plugin';
import { columnOption } from '../options/column-option.ts';
import { minutesBetween } from './minutes-between.ts';

const DEFAULTS = {
  scheduled_off: 'scheduled_off_block',
  actual_off: 'actual_off_block',
  scheduled_on: 'scheduled_on_block',
  actual_on: 'actual_on_block',
};

/** Actual less scheduled block time. As arrival delay less departure delay it needs no time zones. */
export const blockDeviationFeature = (api: HostApi): RowFeature => ({
  name: 'block-deviation',
  description: 'minutes that the way from block to block took longer than scheduled',
  options: api.Type.Object(
    {
      scheduled_off: columnOption(api, DEFAULTS.scheduled_off, 'the scheduled time off block'),
      actual_off: columnOption(api, DEFAULTS.actual_off, 'the actual time off block'),
      scheduled_on: columnOption(api, DEFAULTS.scheduled_on, 'the scheduled time on block'),
      actual_on: columnOption(api, DEFAULTS.actual_on, 'the actual time on block'),
    },
    { additionalProperties: false },
  ),
  inputs: (options) => Object.values(read(options)),
  compute(batch, options) {
    const { scheduled_off: scheduledOff, actual_off: actualOff, scheduled_on: scheduledOn, actual_on: actualOn } = read(options);
    const late = minutesBetween(batch, scheduledOff, actualOff);
    return minutesBetween(batch, scheduledOn, actualOn).map((minutes, row) => minutes - late[row]);
  },
});

function read(options: Record<string, unknown> = {}): typeof DEFAULTS {
  return { ...DEFAULTS, ...options };
}

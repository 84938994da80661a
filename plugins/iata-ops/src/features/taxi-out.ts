import type { HostApi, RowFeature } from '@oads/cli/plugin';
import { columnOption } from '../options/column-option.ts';
import { minutesBetween } from './minutes-between.ts';

const DEFAULTS = { off_block: 'actual_off_block', take_off: 'take_off' };

/** Both times are of one airport, so that local times will do. */
export const taxiOutFeature = (api: HostApi): RowFeature => ({
  name: 'taxi-out',
  description: 'minutes from off block to take-off',
  options: api.Type.Object(
    {
      off_block: columnOption(api, DEFAULTS.off_block, 'the time off block'),
      take_off: columnOption(api, DEFAULTS.take_off, 'the time of take-off'),
    },
    { additionalProperties: false },
  ),
  inputs: (options) => Object.values(read(options)),
  compute(batch, options) {
    const { off_block, take_off } = read(options);
    return minutesBetween(batch, off_block, take_off);
  },
});

function read(options: Record<string, unknown> = {}): typeof DEFAULTS {
  return { ...DEFAULTS, ...options };
}

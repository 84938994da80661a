import type { HostApi, RowFeature } from '@oads/cli/plugin';
import { columnOption } from '../options/column-option.ts';
import { minutesBetween } from './minutes-between.ts';

const DEFAULTS = { landing: 'landing', on_block: 'actual_on_block' };

/** Both times are of one airport, so that local times will do. */
export const taxiInFeature = (api: HostApi): RowFeature => ({
  name: 'taxi-in',
  description: 'minutes from landing to on block',
  options: api.Type.Object(
    {
      landing: columnOption(api, DEFAULTS.landing, 'the time of landing'),
      on_block: columnOption(api, DEFAULTS.on_block, 'the time on block'),
    },
    { additionalProperties: false },
  ),
  inputs: (options) => Object.values(read(options)),
  compute(batch, options) {
    const { landing, on_block } = read(options);
    return minutesBetween(batch, landing, on_block);
  },
});

function read(options: Record<string, unknown> = {}): typeof DEFAULTS {
  return { ...DEFAULTS, ...options };
}

import type { HostApi, RowFeature } from '@oads/cli/plugin';
import { minutesFeature } from './minutes-feature.ts';

/** Minutes that a departure is late; negative is early. */
export const departureDelayFeature = (api: HostApi): RowFeature =>
  minutesFeature(api, {
    name: 'departure-delay',
    description: 'minutes from the scheduled to the actual off-block time',
    from: { option: 'scheduled', column: 'scheduled_off_block', is: 'the scheduled time off block' },
    to: { option: 'actual', column: 'actual_off_block', is: 'the actual time off block' },
  });

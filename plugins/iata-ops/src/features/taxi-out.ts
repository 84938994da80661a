import type { HostApi, RowFeature } from '@oads/cli/plugin';
import { minutesFeature } from './minutes-feature.ts';

/** Minutes on the ground before take-off. */
export const taxiOutFeature = (api: HostApi): RowFeature =>
  minutesFeature(api, {
    name: 'taxi-out',
    description: 'minutes from off block to take-off',
    from: { option: 'off_block', column: 'actual_off_block', is: 'the time off block' },
    to: { option: 'take_off', column: 'take_off', is: 'the time of take-off' },
  });

import type { HostApi, RowFeature } from '@oads/cli/plugin';
import { minutesFeature } from './minutes-feature.ts';

/** Minutes on the ground after landing. */
export const taxiInFeature = (api: HostApi): RowFeature =>
  minutesFeature(api, {
    name: 'taxi-in',
    description: 'minutes from landing to on block',
    from: { option: 'landing', column: 'landing', is: 'the time of landing' },
    to: { option: 'on_block', column: 'actual_on_block', is: 'the time on block' },
  });

import type { HostApi, RowFeature } from '@oads/cli/plugin';
import { minutesFeature } from './minutes-feature.ts';

/** Minutes that an arrival is late; negative is early. */
export const arrivalDelayFeature = (api: HostApi): RowFeature =>
  minutesFeature(api, {
    name: 'arrival-delay',
    description: 'minutes from the scheduled to the actual on-block time',
    from: { option: 'scheduled', column: 'scheduled_on_block', is: 'the scheduled time on block' },
    to: { option: 'actual', column: 'actual_on_block', is: 'the actual time on block' },
  });

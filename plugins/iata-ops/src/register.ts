import type { Register } from '@oads/cli/plugin';
import { cancellationJumpCheck } from './checks/cancellation-jump.ts';
import { congestionCheck } from './checks/congestion.ts';
import { declaredDelayCheck } from './checks/declared-delay.ts';
import { delayCodesCheck } from './checks/delay-codes.ts';
import { gateClashCheck } from './checks/gate-clash.ts';
import { midnightWrapCheck } from './checks/midnight-wrap.ts';
import { onTimePerformanceCheck } from './checks/on-time-performance.ts';
import { reactionaryCheck } from './checks/reactionary.ts';
import { readableCheck } from './checks/readable.ts';
import { scheduleOverlapCheck } from './checks/schedule-overlap.ts';
import { scheduleSerialsCheck } from './checks/schedule-serials.ts';
import { tailInTwoPlacesCheck } from './checks/tail-in-two-places.ts';
import { timeOrderCheck } from './checks/time-order.ts';
import { turnaroundCheck } from './checks/turnaround.ts';
import { airportHourLoadFeature } from './features/airport-hour-load.ts';
import { arrivalDelayFeature } from './features/arrival-delay.ts';
import { blockDeviationFeature } from './features/block-deviation.ts';
import { departureDelayFeature } from './features/departure-delay.ts';
import { distanceFeature } from './features/distance.ts';
import { inboundDelayFeature } from './features/inbound-delay.ts';
import { taxiInFeature } from './features/taxi-in.ts';
import { taxiOutFeature } from './features/taxi-out.ts';
import { turnaroundSlackFeature } from './features/turnaround-slack.ts';
import { aidxLoader } from './loaders/aidx/aidx-loader.ts';
import { btsLoader } from './loaders/bts/bts-loader.ts';
import { ssimLoader } from './loaders/ssim/ssim-loader.ts';
import { telexLoader } from './loaders/telex/telex-loader.ts';

const register: Register = ({ api }) => ({
  apiVersion: 1,
  loaders: [btsLoader(api), ssimLoader(api), aidxLoader(api), telexLoader(api)],
  checks: [
    cancellationJumpCheck(api),
    congestionCheck(api),
    declaredDelayCheck(api),
    delayCodesCheck(api),
    gateClashCheck(api),
    midnightWrapCheck(api),
    onTimePerformanceCheck(api),
    reactionaryCheck(api),
    readableCheck(api),
    scheduleOverlapCheck(api),
    scheduleSerialsCheck(api),
    tailInTwoPlacesCheck(api),
    timeOrderCheck(api),
    turnaroundCheck(api),
  ],
  features: [
    airportHourLoadFeature(api),
    arrivalDelayFeature(api),
    blockDeviationFeature(api),
    departureDelayFeature(api),
    distanceFeature(api),
    inboundDelayFeature(api),
    taxiInFeature(api),
    taxiOutFeature(api),
    turnaroundSlackFeature(api),
  ],
  pipelines: [
    {
      name: 'iata-ops',
      description: 'delays, taxi times and rotations of a day of flights, against a model of sixty days',
      config: 'config/iata-ops.yaml',
    },
    {
      name: 'schedule',
      description: "a season's schedule in SSIM form: periods that overlap, lost records, impossible block times",
      config: 'config/iata-ops-schedule.yaml',
    },
  ],
});

export default register;

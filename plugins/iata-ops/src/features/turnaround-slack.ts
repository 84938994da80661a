import type { HostApi, WindowFeature } from '@oads/cli/plugin';
import { columnOption } from '../options/column-option.ts';
import { chainLegs } from '../rotation/chain-legs.ts';
import { findInbound } from '../rotation/find-inbound.ts';
import { groupByTail, readRotation, rotationColumns, rotationOptions } from '../rotation/rotation-options.ts';

const DEFAULTS = { minimum_min: 30, max_ground_hours: 6, scheduled: 'scheduled_off_block' };

/** Minutes to spare between the arrival of the aircraft and its next scheduled departure, after the minimum turnaround. */
export const turnaroundSlackFeature = (api: HostApi): WindowFeature => ({
  kind: 'window',
  name: 'turnaround-slack',
  description:
    'minutes from the arrival of the tail to its next scheduled departure, less the minimum turnaround; below 0 the flight leaves late',
  options: api.Type.Object(
    {
      ...rotationOptions(api),
      scheduled: columnOption(api, DEFAULTS.scheduled, 'the scheduled time off block'),
      minimum_min: api.Type.Optional(
        api.Type.Number({ minimum: 0, default: DEFAULTS.minimum_min, description: 'minimum turnaround in minutes; default 30' }),
      ),
      max_ground_hours: api.Type.Optional(
        api.Type.Number({
          exclusiveMinimum: 0,
          default: DEFAULTS.max_ground_hours,
          description:
            'a longer stay is a night, no turnaround: the value is missing, whether or not the evening before is among the rows; default 6',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  inputs: (options) => [...new Set([...rotationColumns(options ?? {}), read(options).scheduled])],
  group: groupByTail,
  compute(rows, options) {
    const { minimum_min: minimum, max_ground_hours: maxGroundHours, scheduled: scheduledName } = read(options);
    const slack = new Float64Array(rows.rows).fill(Number.NaN);
    const scheduled = rows.numbers(scheduledName);
    const legs = chainLegs(rows, readRotation(options));
    for (const [at, inbound] of findInbound(legs, maxGroundHours).entries()) {
      const { row } = legs[at];
      if (inbound) slack[row] = (scheduled[row] - inbound.arrival) / 60_000_000 - minimum;
    }
    return slack;
  },
});

function read(options: Record<string, unknown> = {}): typeof DEFAULTS {
  return { ...DEFAULTS, ...options };
}

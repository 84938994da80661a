import type { HostApi, WindowFeature } from '@oads/cli/plugin';
import { columnOption } from '../options/column-option.ts';
import { chainLegs } from '../rotation/chain-legs.ts';
import { findInbound } from '../rotation/find-inbound.ts';
import { groupByTail, readRotation, rotationColumns, rotationOptions } from '../rotation/rotation-options.ts';

const DEFAULTS = { arrival_delay: 'arr_delay_min', max_ground_hours: 6 };

/** How late the aircraft itself came in. */
export const inboundDelayFeature = (api: HostApi): WindowFeature => ({
  kind: 'window',
  name: 'inbound-delay',
  description: 'minutes that the leg before of the same tail arrived late',
  options: api.Type.Object(
    {
      ...rotationOptions(api),
      arrival_delay: columnOption(api, DEFAULTS.arrival_delay, 'the minutes that an arrival is late'),
      max_ground_hours: api.Type.Optional(
        api.Type.Number({
          exclusiveMinimum: 0,
          default: DEFAULTS.max_ground_hours,
          description: 'a leg longer ago is no inbound: the value is missing; default 6',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  inputs: (options) => [...new Set([...rotationColumns(options ?? {}), read(options).arrival_delay])],
  group: groupByTail,
  compute(rows, options) {
    const { arrival_delay: arrivalDelay, max_ground_hours: maxGroundHours } = read(options);
    const delays = new Float64Array(rows.rows).fill(Number.NaN);
    const late = rows.numbers(arrivalDelay);
    const legs = chainLegs(rows, readRotation(options));
    for (const [at, inbound] of findInbound(legs, maxGroundHours).entries()) if (inbound) delays[legs[at].row] = late[inbound.row];
    return delays;
  },
});

function read(options: Record<string, unknown> = {}): typeof DEFAULTS {
  return { ...DEFAULTS, ...options };
}

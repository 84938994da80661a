import type { HostApi, WindowFeature } from '@oads/cli/plugin';
import { columnOption } from '../options/column-option.ts';

const HOUR = 3_600_000_000;
const DEFAULTS = { airport: 'origin', time: 'scheduled_off_block' };

/** How busy the airport is when a flight leaves: the rows of the input must be all its departures, or a like share of them. */
export const airportHourLoadFeature = (api: HostApi): WindowFeature => ({
  kind: 'window',
  name: 'airport-hour-load',
  description: 'flights of the input that leave the same airport in the same clock hour, this one included',
  options: api.Type.Object(
    {
      airport: columnOption(api, DEFAULTS.airport, 'the airport'),
      time: columnOption(api, DEFAULTS.time, 'the time of which the clock hour counts'),
    },
    { additionalProperties: false },
  ),
  inputs: (options) => Object.values(read(options)),
  group(options) {
    const { airport, time } = read(options);
    return { key: [airport], order: [time] };
  },
  compute(rows, options) {
    const hours = rows.numbers(read(options).time).map((time) => Math.floor(time / HOUR));
    const counts = new Map<number, number>();
    for (const hour of hours) counts.set(hour, (counts.get(hour) ?? 0) + 1);
    return hours.map((hour) => (Number.isNaN(hour) ? Number.NaN : (counts.get(hour) as number)));
  },
});

function read(options: Record<string, unknown> = {}): typeof DEFAULTS {
  return { ...DEFAULTS, ...options };
}

import type { HostApi, RowFeature } from '@oads/cli/plugin';
import { measureGreatCircleKm, type Position, parseAirports } from '../airports/airports.ts';
import { columnOption } from '../options/column-option.ts';
import { textAt } from '../options/text-at.ts';

interface Options {
  readonly airports: string;
  readonly origin: string;
  readonly destination: string;
}
const DEFAULTS = { origin: 'origin', destination: 'destination' };

/** Great-circle distance between two airports, by a table that the user gives; BTS has a column of its own in miles. */
export const distanceFeature = (api: HostApi): RowFeature => ({
  name: 'distance',
  description: 'great-circle distance in km from origin to destination, by a table of airports',
  options: api.Type.Object(
    {
      airports: api.Type.String({ minLength: 1, description: 'CSV with iata, latitude, longitude, relative to the config' }),
      origin: columnOption(api, DEFAULTS.origin, 'the airport of departure'),
      destination: columnOption(api, DEFAULTS.destination, 'the airport of arrival'),
    },
    { additionalProperties: false },
  ),
  inputs: (options) => [read(options).origin, read(options).destination],
  prepare: async (options, { readFile }) => parseAirports(api, await readFile(read(options).airports), read(options).airports),
  compute(batch, options, prepared) {
    const { origin, destination } = read(options);
    const airports = prepared as ReadonlyMap<string, Position>;
    const originAt = textAt(batch, origin);
    const destinationAt = textAt(batch, destination);
    return Float64Array.from({ length: batch.rows }, (_, row) => {
      const from = airports.get(originAt(row) ?? '');
      const to = airports.get(destinationAt(row) ?? '');
      return from && to ? measureGreatCircleKm(from, to) : Number.NaN;
    });
  },
});

function read(options: Record<string, unknown> = {}): Options {
  return { ...DEFAULTS, ...options } as Options;
}

import type { Grouping, HostApi } from '@oads/cli/plugin';
import { columnOption, columnsOption } from '../options/column-option.ts';

/** How the legs of a tail are told apart and put in order. */
export interface RotationOptions {
  readonly tail: string;
  readonly origin: string;
  readonly destination: string;
  readonly departure: readonly string[];
  readonly arrival: readonly string[];
  readonly cancelled: string;
  readonly diverted: string;
  readonly flight_key: readonly string[];
}

const DEFAULTS: RotationOptions = {
  tail: 'tail',
  origin: 'origin',
  destination: 'destination',
  departure: ['actual_off_block', 'estimated_off_block', 'scheduled_off_block'],
  arrival: ['actual_on_block', 'estimated_on_block', 'scheduled_on_block'],
  cancelled: 'cancelled',
  diverted: 'diverted',
  flight_key: ['carrier', 'flight', 'flight_date', 'origin'],
};

/** The options that every check and feature of rotations takes. */
export function rotationOptions(api: HostApi) {
  return {
    tail: columnOption(api, DEFAULTS.tail, 'the aircraft registration'),
    origin: columnOption(api, DEFAULTS.origin, 'the airport of departure'),
    destination: columnOption(api, DEFAULTS.destination, 'the airport of arrival'),
    departure: columnsOption(api, DEFAULTS.departure, 'the time off block; the last one puts a tail in order'),
    arrival: columnsOption(api, DEFAULTS.arrival, 'the time on block'),
    cancelled: columnOption(api, DEFAULTS.cancelled, 'whether the flight was cancelled: it is no leg of the tail'),
    diverted: columnOption(api, DEFAULTS.diverted, 'whether it was diverted: nobody knows where the tail is then'),
    flight_key: api.Type.Optional(
      api.Type.Array(api.Type.String({ minLength: 1 }), {
        maxItems: 8,
        default: [...DEFAULTS.flight_key],
        description: `columns that name a flight; of several rows of one, the last counts; [] where each row is a flight; default ${DEFAULTS.flight_key.join(', ')}`,
      }),
    ),
  };
}

export function readRotation(options: Record<string, unknown> = {}): RotationOptions {
  return { ...DEFAULTS, ...options } as RotationOptions;
}

export function rotationColumns(options: Record<string, unknown>): string[] {
  const { tail, origin, destination, departure, arrival, cancelled, diverted, flight_key: key } = readRotation(options);
  return [...new Set([tail, origin, destination, ...departure, ...arrival, cancelled, diverted, ...key])];
}

/** By tail, in the order of the schedule: what is known better only moves legs within it. */
export function groupByTail(options: Record<string, unknown>): Grouping {
  const { tail, departure } = readRotation(options);
  return { key: [tail], order: [departure[departure.length - 1]] };
}

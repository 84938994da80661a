import type { Batch } from '@oads/cli/plugin';
import { firstKnown } from '../options/first-known.ts';
import { textAt } from '../options/text-at.ts';
import type { RotationOptions } from './rotation-options.ts';

/** A leg that one tail flew, or will fly. Times are microseconds since 1970. */
export interface Leg {
  /** Its row in the group. */
  readonly row: number;
  readonly origin: string;
  /** Null after a diversion. */
  readonly destination: string | null;
  readonly departure: number;
  /** NaN where it is not known. */
  readonly arrival: number;
}

/**
 * The legs of one tail in the order of their departures. Left out: cancelled flights, rows without a departure time or an origin,
 * and all but the last row of a flight that has several.
 */
export function chainLegs(rows: Batch, options: RotationOptions): Leg[] {
  const departures = firstKnown(rows, options.departure);
  const arrivals = firstKnown(rows, options.arrival);
  const cancelled = rows.numbers(options.cancelled);
  const diverted = rows.numbers(options.diverted);
  const origin = textAt(rows, options.origin);
  const destination = textAt(rows, options.destination);
  const key = options.flight_key.map((name) => textAt(rows, name));
  const byFlight = new Map<string, Leg | undefined>();
  for (let row = 0; row < rows.rows; row++) {
    const from = origin(row);
    const leg: Leg | undefined =
      from === null || Number.isNaN(departures[row]) || cancelled[row] === 1
        ? undefined
        : {
            row,
            origin: from,
            destination: diverted[row] === 1 ? null : destination(row),
            departure: departures[row],
            arrival: arrivals[row],
          };
    byFlight.set(key.length === 0 ? String(row) : JSON.stringify(key.map((read) => read(row))), leg);
  }
  const legs = [...byFlight.values()].filter((leg) => leg !== undefined);
  return legs.sort((one, other) => one.departure - other.departure || compare(one.arrival, other.arrival) || one.row - other.row);
}

/** Unknown arrivals last. */
function compare(one: number, other: number): number {
  if (Number.isNaN(one) || Number.isNaN(other)) return Number(Number.isNaN(one)) - Number(Number.isNaN(other));
  return one - other;
}

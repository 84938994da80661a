import type { Draw } from './draw.ts';
import { type Airport, HUBS, measureMiles, SPOKES } from './network.ts';

const TAILS = 96;
const ROUND_TRIPS = 3;
const MINIMUM_TURNAROUND = 30;

/** One flight; times are minutes since the day's midnight in Eastern time, delays and taxi times in minutes. */
export interface Flight {
  day: number;
  flight: number;
  tail: string;
  origin: Airport;
  destination: Airport;
  miles: number;
  scheduledOff: number;
  scheduledOn: number;
  off: number;
  taxiOut: number;
  air: number;
  taxiIn: number;
  cancelled: boolean;
  /** Minutes of the departure delay that the late aircraft brought. */
  inherited: number;
}

/**
 * A day of an airline of two hubs: each tail leaves its hub in a bank of the morning, goes out and back three times, and ends where it
 * began. A late arrival makes the next departure late where the turnaround is short; taxi times grow with the departures of the hour.
 */
export function flyDay(day: number, draw: Draw): Flight[] {
  const plans = Array.from({ length: TAILS }, (_, index) => planTail(day, index));
  const departures = new Map<string, number>();
  for (const { origin, scheduledOff } of plans.flat()) count(departures, hourOf(origin, scheduledOff));
  for (const plan of plans) fly(plan, departures, draw);
  return plans.flat();
}

function planBlock(miles: number): number {
  return 5 * Math.round((36 + miles / 7.6) / 5);
}

/** The timetable is the same each day. */
function planTail(day: number, index: number): Flight[] {
  const hub = HUBS[index % HUBS.length];
  const tail = `N${100 + index}OA`;
  const flights: Flight[] = [];
  let at = 6 * 60 + 60 * hub.behindEastern + 20 * (Math.floor(index / HUBS.length) % 6);
  for (let trip = 0; trip < ROUND_TRIPS; trip++) {
    const spoke = SPOKES[(index * 5 + trip * 7) % SPOKES.length];
    const block = planBlock(measureMiles(hub, spoke));
    // The way back leaves before ten in the evening, so that all of a day's flights depart on it.
    if (at + block + 60 > 22 * 60) break;
    for (const [origin, destination] of [
      [hub, spoke],
      [spoke, hub],
    ]) {
      const miles = measureMiles(origin, destination);
      const scheduledOn = at + planBlock(miles);
      const flight = 1000 + index * 10 + flights.length;
      const planned = { day, flight, tail, origin, destination, miles, scheduledOff: at, scheduledOn };
      flights.push({ ...planned, off: at, taxiOut: 0, air: 0, taxiIn: 0, cancelled: false, inherited: 0 });
      at = scheduledOn + 40 + 5 * ((index + trip) % 5);
    }
  }
  return flights;
}

function fly(plan: readonly Flight[], departures: ReadonlyMap<string, number>, draw: Draw): void {
  const cancelledTrip = draw.uniform() < 0.03 ? draw.below(ROUND_TRIPS) : -1;
  let ready = Number.NEGATIVE_INFINITY;
  for (const [index, flight] of plan.entries()) {
    const load = departures.get(hourOf(flight.origin, flight.scheduledOff)) ?? 0;
    // Out and back are cancelled together, so that the tail stays where it is.
    flight.cancelled = Math.floor(index / 2) === cancelledTrip;
    const own = draw.uniform() < 0.16 ? draw.exponential(26) : Math.min(12, Math.round(-3 + 3.5 * draw.normal()));
    const taxi = 10 + 0.35 * load + draw.exponential(3) + Math.abs(draw.normal());
    const air = flight.scheduledOn - flight.scheduledOff - 21 + 4.5 * draw.normal();
    const taxiIn = 4 + draw.exponential(2.5);
    if (flight.cancelled) continue;
    const wanted = flight.scheduledOff + Math.round(own);
    flight.off = Math.max(wanted, Math.round(ready));
    flight.inherited = Math.max(0, Math.round(ready) - flight.scheduledOff);
    flight.taxiOut = Math.round(taxi);
    flight.air = Math.max(15, Math.round(air));
    flight.taxiIn = Math.round(taxiIn);
    ready = onBlock(flight) + MINIMUM_TURNAROUND;
  }
}

export function onBlock(flight: Flight): number {
  return flight.off + flight.taxiOut + flight.air + flight.taxiIn;
}

function hourOf(origin: Airport, minutes: number): string {
  return `${origin.code} ${Math.floor(minutes / 60)}`;
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

import { isClock } from './parse-time.ts';

const MINUTE = 60_000_000;
const DAY = 86_400_000_000;
/** Block time less the zones between: from four hours back (a short hop west) to twenty hours on. */
const EARLIEST_ARRIVAL = -4 * 60 * MINUTE;

/** One flight as BTS tells it: clock times (minutes of the day) or moments (microseconds), delays and taxi times in minutes; NaN is unknown. */
export interface WrittenTimes {
  readonly day: number;
  readonly crsDep: number;
  readonly dep: number;
  readonly depDelay: number;
  readonly taxiOut: number;
  readonly wheelsOff: number;
  readonly wheelsOn: number;
  readonly taxiIn: number;
  readonly crsArr: number;
  readonly arr: number;
  readonly arrDelay: number;
  readonly scheduledBlock: number;
  readonly actualBlock: number;
  readonly airTime: number;
  readonly mendMidnight: boolean;
}

/** Microseconds since 1970 of local times, as if they were UTC; departures in the origin's time, arrivals in the destination's. */
export interface PlacedTimes {
  readonly scheduledOff: number;
  readonly actualOff: number;
  readonly takeOff: number;
  readonly landing: number;
  readonly scheduledOn: number;
  readonly actualOn: number;
}

/**
 * Puts clock times on days. The delay column decides where there is one; a clock time without it goes to the day nearest its
 * schedule, an arrival never before its departure; a moment without it stays as written, so that a wrong day stays visible as a delay of most of a day.
 */
export function placeTimes(written: WrittenTimes): PlacedTimes {
  const { day, mendMidnight } = written;
  const scheduledOff = onDay(written.crsDep, day);
  const actualOff = placeActual(written.dep, day, scheduledOff, written.depDelay, mendMidnight);
  const takeOff = nearest(onDay(written.wheelsOff, day), actualOff + (known(written.taxiOut) ? written.taxiOut : 15) * MINUTE);
  const writtenOn = onDay(written.crsArr, day);
  const scheduledOn = after(writtenOn, scheduledOff + EARLIEST_ARRIVAL);
  // A schedule that was moved by a day takes the actual time with it.
  const moved = known(scheduledOn) ? scheduledOn - writtenOn : 0;
  const late = known(actualOff) && Math.abs(actualOff - scheduledOff) < DAY / 2 ? actualOff - scheduledOff : 0;
  const arr = isClock(written.arr) ? written.arr : written.arr + moved;
  // Scheduled elapsed time tells how far apart the zones are.
  const zones = scheduledOn - scheduledOff - written.scheduledBlock * MINUTE;
  const departed = known(takeOff) ? takeOff : actualOff;
  const isFree = !known(written.arrDelay) && (isClock(arr) || mendMidnight);
  const placedOn = placeActual(arr, day, scheduledOn, written.arrDelay, mendMidnight, late);
  const actualOn = isFree ? follow(placedOn, departed, actualOff + zones + written.actualBlock * MINUTE) : placedOn;
  const touched = onDay(written.wheelsOn, day);
  const landing = known(actualOn)
    ? nearest(touched, actualOn - (known(written.taxiIn) ? written.taxiIn : 8) * MINUTE)
    : follow(touched, departed, takeOff + zones + written.airTime * MINUTE);
  return { scheduledOff, actualOff, takeOff, landing, scheduledOn, actualOn };
}

/** An arrival where the elapsed time says; else, if it lies before what the departure allows, the first such time of day after that. */
function follow(arrival: number, departed: number, elapsed: number): number {
  if (known(elapsed)) return nearest(arrival, elapsed);
  return arrival < departed + EARLIEST_ARRIVAL ? after(arrival, departed + EARLIEST_ARRIVAL) : arrival;
}

/** `expected`: how late a clock time without a delay column is thought to be, in microseconds. */
function placeActual(time: number, day: number, scheduled: number, delayMin: number, mend: boolean, expected = 0): number {
  const written = onDay(time, day);
  if (known(delayMin)) return nearest(written, scheduled + delayMin * MINUTE);
  return isClock(time) || mend ? nearest(written, scheduled + expected) : written;
}

function onDay(time: number, day: number): number {
  return isClock(time) ? day + time * MINUTE : time;
}

/** The same time of day, on the day that brings it nearest the target; as it is where the target is unknown. */
function nearest(moment: number, target: number): number {
  return known(target) ? moment + Math.round((target - moment) / DAY) * DAY : moment;
}

/** The same time of day, within the day from `start` on. */
function after(moment: number, start: number): number {
  return known(start) ? moment + Math.ceil((start - moment) / DAY) * DAY : moment;
}

function known(value: number): boolean {
  return !Number.isNaN(value);
}

import type { Draw } from './draw.ts';
import { type Flight, flyDay, onBlock } from './fly-day.ts';
import { type BtsRow, toBts } from './to-bts.ts';

/** What is wrong with the sample, by flight number. Most are the last flight of their tail, so that nothing follows from them. */
export const PLANTED = {
  longTaxiOut: 1015,
  holding: 1125,
  longDelay: 1045,
  shortTurnaround: 1161,
  wrongDay: 1235,
  wrongTail: 1304,
  wrongCause: 1351,
  blamesInbound: 1413,
} as const;

/** A day with eight things wrong: three that only a model sees, five that checks name. */
export function flyPlantedDay(day: number, draw: Draw): BtsRow[] {
  const flights = flyDay(day, draw);
  const flightOf = (number: number): Flight => {
    const flight = flights.find((candidate) => candidate.flight === number);
    if (!flight) throw new Error(`the timetable has no flight ${number}`);
    return flight;
  };
  const before = (flight: Flight): Flight => flightOf(flight.flight - 1);
  // What is planted is flown as planned, and so is what brought the aircraft.
  for (const number of Object.values(PLANTED)) {
    for (const flight of flights.filter(({ tail }) => tail === flightOf(number).tail)) flyAsPlanned(flight);
  }
  flightOf(PLANTED.longTaxiOut).taxiOut = 134;
  flightOf(PLANTED.holding).air += 88;
  lateBy(flightOf(PLANTED.longDelay), 412);
  lateBy(before(flightOf(PLANTED.shortTurnaround)), 41);
  const rushed = flightOf(PLANTED.shortTurnaround);
  rushed.off = onBlock(before(rushed)) + 9;
  lateBy(flightOf(PLANTED.wrongCause), 58);
  lateBy(flightOf(PLANTED.blamesInbound), 47);
  const rows = new Map(flights.map((flight) => [flight.flight, toBts(flight)]));
  const rowOf = (number: number) => rows.get(number) as BtsRow;
  rowOf(PLANTED.wrongDay).DEP_DELAY = String(Number(rowOf(PLANTED.wrongDay).DEP_DELAY) - 1440);
  rowOf(PLANTED.wrongTail).TAIL_NUM = flightOf(PLANTED.wrongTail + 41).tail;
  Object.assign(rowOf(PLANTED.wrongCause), { CARRIER_DELAY: '20', NAS_DELAY: '0', LATE_AIRCRAFT_DELAY: '0' });
  const blaming = rowOf(PLANTED.blamesInbound);
  Object.assign(blaming, { CARRIER_DELAY: '0', NAS_DELAY: '0', LATE_AIRCRAFT_DELAY: blaming.ARR_DELAY });
  return [...rows.values()];
}

function flyAsPlanned(flight: Flight): void {
  const block = flight.scheduledOn - flight.scheduledOff;
  Object.assign(flight, { cancelled: false, inherited: 0, off: flight.scheduledOff - 2, taxiOut: 15, taxiIn: 6, air: block - 21 });
}

function lateBy(flight: Flight, minutes: number): void {
  flight.off = flight.scheduledOff + minutes;
}

import { type Flight, onBlock } from './fly-day.ts';
import type { Airport } from './network.ts';

/** The columns of a BTS download of on-time performance. */
export const BTS_COLUMNS = [
  'FL_DATE',
  'OP_UNIQUE_CARRIER',
  'TAIL_NUM',
  'OP_CARRIER_FL_NUM',
  'ORIGIN',
  'DEST',
  'CRS_DEP_TIME',
  'DEP_TIME',
  'DEP_DELAY',
  'TAXI_OUT',
  'WHEELS_OFF',
  'WHEELS_ON',
  'TAXI_IN',
  'CRS_ARR_TIME',
  'ARR_TIME',
  'ARR_DELAY',
  'CANCELLED',
  'CANCELLATION_CODE',
  'DIVERTED',
  'CRS_ELAPSED_TIME',
  'ACTUAL_ELAPSED_TIME',
  'AIR_TIME',
  'DISTANCE',
  'CARRIER_DELAY',
  'WEATHER_DELAY',
  'NAS_DELAY',
  'SECURITY_DELAY',
  'LATE_AIRCRAFT_DELAY',
] as const;

export type BtsRow = Record<(typeof BTS_COLUMNS)[number], string>;

/** Clock times are those of the airport; a flight that did not leave has none. */
export function toBts(flight: Flight): BtsRow {
  const { day, origin, destination, scheduledOff, scheduledOn, off, taxiOut, air, taxiIn, cancelled, inherited } = flight;
  const on = onBlock(flight);
  const flown = (value: string | number) => (cancelled ? '' : String(value));
  const late = on - scheduledOn;
  const isLate = !cancelled && late >= 15;
  const lateAircraft = Math.min(Math.max(0, late), inherited);
  const nas = Math.min(late - lateAircraft, Math.max(0, taxiOut - 20));
  const cause = (minutes: number) => (isLate ? String(minutes) : '');
  return {
    FL_DATE: new Date(day * 86_400_000).toISOString().slice(0, 10),
    OP_UNIQUE_CARRIER: 'OA',
    TAIL_NUM: flight.tail,
    OP_CARRIER_FL_NUM: String(flight.flight),
    ORIGIN: origin.code,
    DEST: destination.code,
    CRS_DEP_TIME: clock(origin, scheduledOff),
    DEP_TIME: flown(clock(origin, off)),
    DEP_DELAY: flown(off - scheduledOff),
    TAXI_OUT: flown(taxiOut),
    WHEELS_OFF: flown(clock(origin, off + taxiOut)),
    WHEELS_ON: flown(clock(destination, on - taxiIn)),
    TAXI_IN: flown(taxiIn),
    CRS_ARR_TIME: clock(destination, scheduledOn),
    ARR_TIME: flown(clock(destination, on)),
    ARR_DELAY: flown(late),
    CANCELLED: cancelled ? '1' : '0',
    CANCELLATION_CODE: cancelled ? 'A' : '',
    DIVERTED: '0',
    CRS_ELAPSED_TIME: String(scheduledOn - scheduledOff),
    ACTUAL_ELAPSED_TIME: flown(on - off),
    AIR_TIME: flown(air),
    DISTANCE: String(flight.miles),
    CARRIER_DELAY: cause(late - lateAircraft - nas),
    WEATHER_DELAY: cause(0),
    NAS_DELAY: cause(nas),
    SECURITY_DELAY: cause(0),
    LATE_AIRCRAFT_DELAY: cause(lateAircraft),
  };
}

export function writeBts(rows: readonly BtsRow[]): string {
  return `${[BTS_COLUMNS.join(','), ...rows.map((row) => BTS_COLUMNS.map((name) => row[name]).join(','))].join('\n')}\n`;
}

/** hhmm of the airport; its midnight is 2400 where a flight ends then, as BTS writes it. */
function clock({ behindEastern }: Airport, minutes: number): string {
  const local = (((minutes - 60 * behindEastern) % 1440) + 1440) % 1440;
  if (local === 0) return '2400';
  return `${Math.floor(local / 60)}`.padStart(2, '0') + `${local % 60}`.padStart(2, '0');
}

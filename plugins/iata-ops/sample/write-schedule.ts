import { carrierRecord, HEADER, legRecord, ssimFile, trailerRecord } from '../fixtures/ssim-file.ts';
import type { Flight } from './fly-day.ts';
import type { Airport } from './network.ts';

/** The flights of some tails as a season's schedule in SSIM form, with two things wrong: a leg scheduled twice, and a lost record. */
export function writeSchedule(flights: readonly Flight[]): string {
  const legs = flights.map((flight) => toLeg(flight));
  // The summer timetable of the first flight is there again for some days of July.
  legs.splice(1, 0, toLeg(flights[0], '06JUL26', '19JUL26', '1 3 5  '));
  const lines = ssimFile([HEADER, carrierRecord('OA'), ...legs, trailerRecord('OA')]).split('\n');
  lines.splice(20, 1);
  return lines.join('\n');
}

function toLeg(flight: Flight, from = '29MAR26', to = '24OCT26', days = '1234567'): string {
  const { origin, destination, scheduledOff, scheduledOn } = flight;
  return legRecord(
    [3, 'OA '],
    [6, String(flight.flight).padStart(4)],
    [15, from],
    [22, to],
    [29, days],
    [37, origin.code],
    [40, times(origin, scheduledOff)],
    [55, destination.code],
    [58, times(destination, scheduledOn)],
    [129, 'OA '],
    [138, 'OA '],
    [141, String(flight.flight + 1).padStart(4)],
  );
}

/** Aircraft and passenger time, local, and how far summer time is behind UTC. */
function times({ behindEastern }: Airport, minutes: number): string {
  const local = (((minutes - 60 * behindEastern) % 1440) + 1440) % 1440;
  const clock = `${Math.floor(local / 60)}`.padStart(2, '0') + `${local % 60}`.padStart(2, '0');
  return `${clock}${clock}-${String(4 + behindEastern).padStart(2, '0')}00`;
}

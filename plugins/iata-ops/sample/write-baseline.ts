import type { Flight } from './fly-day.ts';
import type { Airport } from './network.ts';

/** Movements of each hour of the timetable, which is the same each day: the baseline of the check `congestion`. */
export function writeBaseline(flights: readonly Flight[]): string {
  const movements = new Map<string, number>();
  const add = ({ code, behindEastern }: Airport, minutes: number) => {
    const hour = (Math.floor(minutes / 60 - behindEastern) + 24) % 24;
    const key = `${code},${String(hour).padStart(2, '0')}`;
    movements.set(key, (movements.get(key) ?? 0) + 1);
  };
  for (const { origin, destination, scheduledOff, scheduledOn } of flights) {
    add(origin, scheduledOff);
    add(destination, scheduledOn);
  }
  return `${['airport,hour,movements', ...[...movements].map(([key, count]) => `${key},${count}`).sort()].join('\n')}\n`;
}

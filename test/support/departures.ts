import { makeRandom } from './random.ts';

/** Sound departures, one a minute from 2026 on, for `init` to guess a pipeline from. */
export function csvOfDepartures(rows: number): string {
  const random = makeRandom(7);
  const normal = () => Math.sqrt(-2 * Math.log((random(1e6) + 1) / 1e6)) * Math.cos((2 * Math.PI * random(1e6)) / 1e6);
  const lines = Array.from({ length: rows }, (_, row) => {
    const time = new Date(Date.UTC(2026, 0, 1) + row * 60_000).toISOString();
    return [row, time, (12 + 8 * normal()).toFixed(1), (15 + 3 * normal()).toFixed(1), 'ABC'[row % 3]].join(',');
  });
  return `id,departed,delay,taxi,carrier\n${lines.join('\n')}\n`;
}

import type { HostApi } from '@oads/cli/plugin';
import { splitCells } from '../options/split-cells.ts';

/** Usual movements of an hour of the day at an airport, by weekday (1 Monday to 7) where the table tells them apart. */
export type Baseline = ReadonlyMap<string, number>;

const MOST_LINES = 1_000_000;

/** A CSV with the columns airport, hour (0 to 23), movements, and perhaps weekday. */
export function parseBaseline({ SourceError }: Pick<HostApi, 'SourceError'>, bytes: Uint8Array, name: string): Baseline {
  const fail = (what: string) =>
    new SourceError('OADS_IATA_BASELINE', `${name}: ${what}`, {
      hint: 'the baseline is a CSV with the columns airport, hour, movements[, weekday]',
    });
  const lines = Buffer.from(bytes)
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/, MOST_LINES);
  if (lines.length === MOST_LINES) throw fail(`expected fewer than ${MOST_LINES} lines, got more`);
  const header = splitCells(lines[0]).map((cell) => cell.trim().toLowerCase());
  const indexOf = (column: string) => header.indexOf(column);
  const lacking = ['airport', 'hour', 'movements'].filter((column) => indexOf(column) < 0);
  if (lacking.length > 0) throw fail(`expected the columns airport, hour, movements, lacking ${lacking.join(', ')}`);
  const baseline = new Map<string, number>();
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line.trim() === '') continue;
    const cells = splitCells(line).map((cell) => cell.trim());
    const airport = cells[indexOf('airport')];
    const hour = toNumber(cells[indexOf('hour')]);
    const movements = toNumber(cells[indexOf('movements')]);
    const weekday = indexOf('weekday') < 0 ? undefined : toNumber(cells[indexOf('weekday')]);
    const isHour = Number.isInteger(hour) && hour >= 0 && hour <= 23;
    const isDay = weekday === undefined || (Number.isInteger(weekday) && weekday >= 1 && weekday <= 7);
    if (!airport || !isHour || !isDay || !(movements >= 0)) {
      throw fail(
        `line ${index + 1}: expected an airport, an hour from 0 to 23 and its movements, got ${JSON.stringify(line.slice(0, 60))}`,
      );
    }
    baseline.set(baselineKey(airport, hour, weekday), movements);
  }
  return baseline;
}

export function baselineKey(airport: string, hour: number, weekday?: number): string {
  return weekday === undefined ? `${airport} ${hour}` : `${airport} ${hour} ${weekday}`;
}

function toNumber(cell: string | undefined): number {
  return cell !== undefined && /^\d+(?:\.\d+)?$/.test(cell) ? Number(cell) : Number.NaN;
}

import type { HostApi } from '@oads/cli/plugin';
import { splitCells } from '../options/split-cells.ts';

/** Degrees north and east. */
export interface Position {
  readonly latitude: number;
  readonly longitude: number;
}

const EARTH_RADIUS_KM = 6371.0088;
const MOST_LINES = 200_000;
const NAMES = {
  iata: ['iata', 'iata_code', 'code'],
  latitude: ['latitude', 'latitude_deg', 'lat'],
  longitude: ['longitude', 'longitude_deg', 'lon'],
};

/** A CSV of airports by IATA code; lines without one are passed over. */
export function parseAirports({ SourceError }: Pick<HostApi, 'SourceError'>, bytes: Uint8Array, name: string): Map<string, Position> {
  const fail = (what: string) =>
    new SourceError('OADS_IATA_AIRPORTS', `${name}: ${what}`, { hint: 'the table is a CSV with the columns iata, latitude, longitude' });
  const lines = Buffer.from(bytes)
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/, MOST_LINES);
  if (lines.length === MOST_LINES) throw fail(`expected fewer than ${MOST_LINES} lines, got more`);
  const cellsOf = (line: string) => splitCells(line).map((cell) => cell.trim());
  const header = cellsOf(lines[0]).map((cell) => cell.toLowerCase());
  const indexOf = (names: readonly string[]) => header.findIndex((cell) => names.includes(cell));
  const [iata, latitude, longitude] = [indexOf(NAMES.iata), indexOf(NAMES.latitude), indexOf(NAMES.longitude)];
  if (iata < 0 || latitude < 0 || longitude < 0) throw fail('expected the columns iata, latitude and longitude in the header');
  const airports = new Map<string, Position>();
  for (const [index, line] of lines.entries()) {
    const cells = cellsOf(line);
    if (index === 0 || !cells[iata]) continue;
    const position = { latitude: toDegrees(cells[latitude], 90), longitude: toDegrees(cells[longitude], 180) };
    if (cells.length !== header.length || Number.isNaN(position.latitude + position.longitude)) {
      throw fail(`line ${index + 1}: expected ${header.length} cells with degrees, got ${JSON.stringify(line.slice(0, 60))}`);
    }
    airports.set(cells[iata], position);
  }
  return airports;
}

/** Haversine formula on a sphere. */
export function measureGreatCircleKm(from: Position, to: Position): number {
  const radians = Math.PI / 180;
  const halfLatitude = Math.sin(((to.latitude - from.latitude) * radians) / 2);
  const halfLongitude = Math.sin(((to.longitude - from.longitude) * radians) / 2);
  const square = halfLatitude ** 2 + Math.cos(from.latitude * radians) * Math.cos(to.latitude * radians) * halfLongitude ** 2;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(square)));
}

function toDegrees(cell: string | undefined, limit: number): number {
  const degrees = cell !== undefined && /^-?\d+(?:\.\d+)?$/.test(cell) ? Number(cell) : Number.NaN;
  return Math.abs(degrees) <= limit ? degrees : Number.NaN;
}

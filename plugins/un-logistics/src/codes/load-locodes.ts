import { listCountries } from './find-country.ts';
import { splitRecords } from './split-records.ts';

export interface Place {
  readonly lat: number;
  readonly lon: number;
}

export interface Locodes {
  /** What it is called in messages: `UN/LOCODE 2023-1`, `the list of UN/LOCODEs`. */
  readonly name: string;
  readonly size: number;
  has(code: string): boolean;
  /** Where it is; undefined if the list does not say. */
  get(code: string): Place | undefined;
}

/** The form of a UN/LOCODE: country, then three letters or digits from 2. */
export const LOCODE_SHAPE = /^[A-Z]{2}[A-Z2-9]{3}$/;

/**
 * UN/LOCODEs with their coordinates, of a published list: UNECE's CSV (12 columns, no header), the same with a header
 * (`Country`, `Location`, `Coordinates`), and tables of a column `locode` or `code` with `latitude` and `longitude`. Throws Error
 * where a list holds no code, or most of what looks like one is of no country.
 */
export function loadLocodes(bytes: Uint8Array): Locodes {
  const places = new Map<string, Place | undefined>();
  readList(bytes, places);
  const countries = new Set(listCountries().map(({ alpha2 }) => alpha2));
  const known = [...places.keys()].filter((code) => countries.has(code.slice(0, 2))).length;
  if (known * 2 <= places.size)
    throw new Error('expected a list of UN/LOCODEs, got none: read are UNECE\'s CSV, or columns "locode", "latitude", "longitude"');
  return toLocodes('the list of UN/LOCODEs', places);
}

/** Codes are found in any case, with or without the blank after the country. */
export function toLocodes(name: string, places: ReadonlyMap<string, Place | undefined>): Locodes {
  const toKey = (code: string) => code.replace(/\s/g, '').toUpperCase();
  return { name, size: places.size, has: (code) => places.has(toKey(code)), get: (code) => places.get(toKey(code)) };
}

/** Where the parts are in a record; UNECE's order unless a header says otherwise. */
interface Layout {
  readonly code?: number;
  readonly country?: number;
  readonly location?: number;
  readonly coordinates?: number;
  readonly latitude?: number;
  readonly longitude?: number;
}

const UNECE: Layout = { country: 1, location: 2, coordinates: 10 };

function readList(bytes: Uint8Array, places: Map<string, Place | undefined>): void {
  let layout: Layout | undefined;
  for (const record of splitRecords(bytes)) {
    const known: Layout = layout ?? readHeader(record) ?? UNECE;
    layout = known;
    const cell = (index: number | undefined) => (index === undefined ? '' : (record[index] ?? ''));
    // A country of more than two letters is a name, and what follows it no location.
    if (known.code === undefined && cell(known.country).length !== 2) continue;
    const code = (known.code === undefined ? cell(known.country) + cell(known.location) : cell(known.code))
      .replace(/\s/g, '')
      .toUpperCase();
    if (!LOCODE_SHAPE.test(code)) continue;
    const place =
      known.coordinates === undefined ? toPlace(cell(known.latitude), cell(known.longitude)) : readCoordinates(cell(known.coordinates));
    if (place || !places.has(code)) places.set(code, place);
  }
}

function readHeader(record: readonly string[]): Layout | undefined {
  const names = record.map((name) => name.toLowerCase().replace(/[^a-z]/g, ''));
  const at = (...known: string[]) => {
    const index = names.findIndex((name) => known.includes(name));
    return index < 0 ? undefined : index;
  };
  const code = at('locode', 'unlocode', 'code');
  const [country, location] = [at('country', 'countrycode'), at('location')];
  if (code === undefined && (country === undefined || location === undefined)) return undefined;
  return {
    ...(code === undefined ? { country, location } : { code }),
    coordinates: at('coordinates'),
    latitude: at('latitude', 'lat'),
    longitude: at('longitude', 'lon', 'lng'),
  };
}

/** `5155N 00430E`: degrees and minutes. */
function readCoordinates(text: string): Place | undefined {
  const match = /^(\d{2})(\d{2})([NS])\s*(\d{3})(\d{2})([EW])$/i.exec(text);
  if (!match) return undefined;
  const degrees = (whole: string, minutes: string, half: string) => (Number(whole) + Number(minutes) / 60) * (/[SW]/i.test(half) ? -1 : 1);
  return inRange(degrees(match[1], match[2], match[3]), degrees(match[4], match[5], match[6]));
}

function toPlace(latitude: string, longitude: string): Place | undefined {
  return latitude === '' || longitude === '' ? undefined : inRange(Number(latitude), Number(longitude));
}

function inRange(latitude: number, longitude: number): Place | undefined {
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { lat: latitude, lon: longitude } : undefined;
}

import type { HostApi, PrepareContext } from '@oads/cli/plugin';
import type { Locodes, Place } from '../codes/load-locodes.ts';
import { readText } from '../measures/read-text.ts';

/** Where a place is, undefined where nobody knows. */
export type FindPlace = (place: string) => Place | undefined;

/** Words are no codes: `depot` is not DE POT, nor is `Brest` Brest. A word of five capitals cannot be told from one. */
const WRITTEN_LOCODE = /^[A-Z]{2} ?[A-Z2-9]{3}$/;

/** Looks in a table of one's own first, then takes the text, or its last part, as a UN/LOCODE: `urn:place:NGLOS`, `NG LOS`. */
export function makePlaceFinder(own: ReadonlyMap<string, Place>, locodes: Locodes): FindPlace {
  return (place) => {
    const code = place.trim().split(/[:/.]/).at(-1) ?? '';
    return own.get(place) ?? (WRITTEN_LOCODE.test(code) ? locodes.get(code) : undefined);
  };
}

/** A table with the columns `place`, `lat` and `lon`, in any format that the host reads. */
export async function readPlaces(api: HostApi, path: string, context: PrepareContext): Promise<Map<string, Place>> {
  // Its digest becomes part of the run's identity.
  await context.readFile(path);
  const contract = [
    { name: 'place', type: 'text' as const },
    { name: 'lat', type: 'number' as const },
    { name: 'lon', type: 'number' as const },
  ];
  const table = api.files.readTable(
    { path, columns: ['place', 'lat', 'lon'] },
    { asOf: new Date(0), contract, key: [], batchRows: 65_536, baseDir: context.baseDir, signal: context.signal, warn: context.warn },
  );
  const places = new Map<string, Place>();
  for await (const batch of table) {
    const placeOf = readText(batch, 'place');
    const lats = batch.numbers('lat');
    const lons = batch.numbers('lon');
    for (let row = 0; row < batch.rows; row++) {
      const place = placeOf(row);
      const isKnown = Math.abs(lats[row]) <= 90 && Math.abs(lons[row]) <= 180;
      if (place !== null && isKnown) places.set(place, { lat: lats[row], lon: lons[row] });
    }
  }
  return places;
}

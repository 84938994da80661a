import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { type Locodes, type Place, toLocodes } from './load-locodes.ts';
import { LOCODE_TABLE } from './locode-table.ts';

/** From the bundled plugin, and from its source. */
const PLACES = ['../data/unlocode.txt.gz', '../../data/unlocode.txt.gz'];

let loaded: Promise<Locodes> | undefined;

/**
 * The edition of UN/LOCODE that comes with the plugin: its first line names it, `=NL` starts a country, `RTM3115,268` is a place.
 * Many of its places have no coordinates, Mombasa among them: those of main ports and hubs are added.
 */
export function loadShippedLocodes(): Promise<Locodes> {
  loaded ??= readShipped();
  return loaded;
}

async function readShipped(): Promise<Locodes> {
  const files = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const packed = await readFile(files.find((file) => existsSync(file)) ?? files[0]);
  const [name, ...lines] = gunzipSync(packed).toString('latin1').trimEnd().split('\n');
  const places = new Map<string, Place | undefined>();
  let country = '';
  for (const line of lines) {
    if (line.startsWith('=')) country = line.slice(1);
    else places.set(country + line.slice(0, 3), toPlace(line.slice(3)));
  }
  for (const line of LOCODE_TABLE.trim().split('\n')) {
    const [code, latitude, longitude] = line.split(' ', 3);
    if (places.has(code)) places.set(code, places.get(code) ?? { lat: Number(latitude), lon: Number(longitude) });
  }
  return toLocodes(name, places);
}

/** Minutes north and east. */
function toPlace(text: string): Place | undefined {
  if (text === '') return undefined;
  const [north, east] = text.split(',', 2);
  return { lat: Number(north) / 60, lon: Number(east) / 60 };
}

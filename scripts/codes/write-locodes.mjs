// Makes the list of UN/LOCODEs that un-logistics ships from the parts of an edition, as UNECE publishes them:
//
//   node scripts/codes/write-locodes.mjs 2023-1 'CodeListPart1.csv' 'CodeListPart2.csv' 'CodeListPart3.csv'
//
// 12 columns without header, Windows-1252: change, country, location, name, …, coordinates (`5155N 00430E`), remarks.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { splitRecords } from '../../plugins/un-logistics/src/codes/split-records.ts';

const [edition, ...files] = process.argv.slice(2);
if (!/^\d{4}-\d$/.test(edition ?? '') || files.length === 0) {
  console.error(`expected an edition such as 2023-1 and the parts of its list, got ${JSON.stringify(process.argv.slice(2))}`);
  process.exit(2);
}

const places = new Map();
for (const file of files) {
  for (const [, country, location, , , , , , , , coordinates = ''] of splitRecords(readFileSync(file))) {
    const code = `${country}${location}`;
    if (!/^[A-Z]{2}[A-Z0-9]{3}$/.test(code)) continue;
    const place = toMinutes(coordinates);
    if (place !== '' || !places.has(code)) places.set(code, place);
  }
}
const lines = [`UN/LOCODE ${edition}`];
let country = '';
for (const [code, place] of [...places].sort(([a], [b]) => (a < b ? -1 : 1))) {
  if (!code.startsWith(country) || country === '') {
    country = code.slice(0, 2);
    lines.push(`=${country}`);
  }
  lines.push(code.slice(2) + place);
}
const packed = gzipSync(`${lines.join('\n')}\n`, { level: 9 });
packed[9] = 0xff; // the system that packed it is left out: the same bytes everywhere
const directory = resolve(import.meta.dirname, '../../plugins/un-logistics/data');
rmSync(join(directory, 'unlocode.txt.gz'), { force: true });
writeFileSync(join(directory, 'unlocode.txt.gz'), packed);
console.log(`${places.size} locations of UN/LOCODE ${edition}, ${packed.length} bytes`);

/** `2550,-95`: minutes north and east. */
function toMinutes(text) {
  const match = /^(\d{2})(\d{2})([NS])\s*(\d{3})(\d{2})([EW])$/.exec(text.trim());
  if (!match) return '';
  const [, latitude, latitudeMinutes, north, longitude, longitudeMinutes, east] = match;
  const minutes = (degrees, rest, sign) => (Number(degrees) * 60 + Number(rest)) * sign;
  return `${minutes(latitude, latitudeMinutes, north === 'N' ? 1 : -1)},${minutes(longitude, longitudeMinutes, east === 'E' ? 1 : -1)}`;
}

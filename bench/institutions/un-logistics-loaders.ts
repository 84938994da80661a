// What the loaders and code lists of un-logistics find in real files, beside what is known of them.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { findCountry, listCountries } from '../../plugins/un-logistics/src/codes/find-country.ts';
import { LOCODE_SHAPE, loadLocodes } from '../../plugins/un-logistics/src/codes/load-locodes.ts';
import { loadPcodes } from '../../plugins/un-logistics/src/codes/load-pcodes.ts';
import { loadShippedLocodes } from '../../plugins/un-logistics/src/codes/load-shipped-locodes.ts';
import { readIncoterm } from '../../plugins/un-logistics/src/codes/read-incoterm.ts';
import { splitRecords } from '../../plugins/un-logistics/src/codes/split-records.ts';
import { hxlLoader } from '../../plugins/un-logistics/src/loaders/hxl/hxl-loader.ts';
import { shipmentsLoader } from '../../plugins/un-logistics/src/loaders/shipments/shipments-loader.ts';
import type { Batch, HostApi, Loader } from '../../src/core/plugin/api.ts';
import { createHostApi } from '../../src/core/plugin/host-api.ts';
import type { Fact } from './fact.ts';

export async function facts(dataDir: string): Promise<Fact[]> {
  const { api } = await createHostApi();
  return [...(await shipmentFacts(api, dataDir)), ...(await hxlFacts(api, dataDir)), ...(await codeFacts(dataDir))];
}

async function shipmentFacts(api: HostApi, dataDir: string): Promise<Fact[]> {
  const { batch } = await loadAll(api, shipmentsLoader(api), join(dataDir, 'scms', '*.csv'));
  const count = (column: string, matches: (value: string) => boolean) =>
    textsOf(batch, column).filter((value) => value !== null && matches(value)).length;
  const known = (column: string) => batch.numbers(column).filter((value) => !Number.isNaN(value)).length;
  const is = (text: string) => (value: string) => value === text;
  const resolved = (column: string) => count(column, (note) => /^of \S+(?:: (?:separately|in commodity cost))?$/.test(note));
  const pairs: [string, number | string, number | string, string?][] = [
    ['SCMS: rows', 10_324, batch.rows],
    ['SCMS: columns of the file that are read', 33, batch.schema.filter(({ name }) => !/_note$|_shared$|^problem$/.test(name)).length],
    ['SCMS: rows with a cell that reads as nothing known', 0, count('problem', () => true)],
    ['SCMS: references of weights resolved', 2445, resolved('weight_note'), `${known('weight_kg')} rows have a weight`],
    ['SCMS: references of freights resolved', 2445, resolved('freight_note'), `${known('freight_usd')} rows have a freight`],
    ['SCMS: Weight Captured Separately', 1507, count('weight_note', is('separately'))],
    ['SCMS: Freight Included in Commodity Cost', 1442, count('freight_note', is('in commodity cost'))],
    ['SCMS: Freight Invoiced Separately', 239, count('freight_note', is('separately'))],
    ['SCMS: orders N/A - From RDC', 5404, count('ordered_note', is('N/A - From RDC'))],
    ['SCMS: orders Date Not Captured', 328, count('ordered_note', is('Date Not Captured'))],
    ['SCMS: Pre-PQ Process', 2476, count('pq_sent_note', is('Pre-PQ Process'))],
    ['SCMS: countries, all of ISO 3166', '43 of 43', countCountries(textsOf(batch, 'country'))],
    ['SCMS: unit prices of zero', 103, batch.numbers('unit_price_usd').filter((price) => price === 0).length],
    ['SCMS: lines of a retired Incoterm (DDU)', 15, count('incoterm', (term) => readIncoterm(term).status === 'retired')],
  ];
  return pairs.map(toFact);
}

function countCountries(names: readonly (string | null)[]): string {
  const distinct = [...new Set(names)];
  return `${distinct.filter((name) => name !== null && findCountry(name)).length} of ${distinct.length}`;
}

async function hxlFacts(api: HostApi, dataDir: string): Promise<Fact[]> {
  const read = (name: string) => loadAll(api, hxlLoader(api), join(dataDir, 'hxl', name));
  const describe = ({ batch }: Loaded) => batch.schema.map(({ name, type }) => `${name}:${type}`).join(' ');
  const who = await read('hxl_3w_sample-data.csv');
  const [valid, fuzzy, untagged] = await Promise.all(['valid', 'fuzzy', 'untagged'].map((name) => read(`libhxl_input-${name}.csv`)));
  const pairs: [string, number | string, number | string, string?][] = [
    ['3W: rows', 1456, who.batch.rows, who.warnings.map((warning) => `warning: ${warning}`).join('\n') || undefined],
    [
      '3W: columns',
      '#adm2+name:text #adm2+code:text #sector:text #activity+type:text #org:text #activity+description:text #date+start:date #date+end:text #meta+comments:text',
      describe(who),
    ],
    [
      'libhxl valid: 4 rows, columns',
      'Registro:text #sector+es:text #subsector+es:text #org+es:text #targeted+f:number #targeted+m:number #country:text #adm1:text #date+reported:date',
      describe(valid),
    ],
    ['libhxl valid: rows', 4, valid.batch.rows],
    ['libhxl fuzzy: tags of 8 columns', 5, fuzzy.batch.schema.filter(({ name }) => name.startsWith('#')).length],
    ['libhxl fuzzy: rows', 4, fuzzy.batch.rows],
    ['libhxl untagged: rows below the first line', 5, untagged.batch.rows],
  ];
  return pairs.map(toFact);
}

/** The list of locations in the data directory has code, name, function, two of the subdivision, latitude, longitude. */
async function codeFacts(dataDir: string): Promise<Fact[]> {
  const listed = gunzipSync(await readFile(join(dataDir, 'unlocode', 'locodes.csv.gz')));
  const codes = [...splitRecords(listed)].map(([code]) => code);
  const header = Buffer.from('locode,name,function,subdivision,subdivision_name,latitude,longitude\n');
  const published = loadLocodes(Buffer.concat([header, listed]));
  const own = await loadShippedLocodes();
  const sound = codes.filter((code) => LOCODE_SHAPE.test(code));
  const missing = sound.filter((code) => !own.has(code));
  const far = sound.filter((code) => distanceKm(own.get(code), published.get(code)) > 60);
  const pcodes = loadPcodes(await readFile(join(dataDir, 'wfp', 'global-pcodes-adm-1-2.csv')));
  const countryCodes = [...splitRecords(await readFile(join(dataDir, 'unlocode', 'country-codes.csv')))].slice(1).map(([code]) => code);
  const misshapen = codes.filter((code) => !LOCODE_SHAPE.test(code));
  const pairs: [string, number | string, number | string, string?][] = [
    ['UN/LOCODE: locations that break the form', 3, misshapen.length, misshapen.join(' ')],
    ['UN/LOCODE: read of the list', `${new Set(codes).size - 3} codes`, `${published.size} codes`],
    [
      'UN/LOCODE: codes of the list that the edition that ships lacks, at most .5 %',
      'true',
      `${missing.length <= sound.length / 200}`,
      `${missing.length}: ${missing.slice(0, 8).join(' ')} …`,
    ],
    [
      'UN/LOCODE: places further than 60 km from where the list has them, at most .5 %',
      'true',
      `${far.length <= sound.length / 200}`,
      `${far.length}: ${far.slice(0, 8).join(' ')} …`,
    ],
    ['P-codes: read', 31_853, pcodes.size],
    [
      'ISO 3166: countries of UN/LOCODE that we lack, but for XZ',
      0,
      countryCodes.filter((code) => code !== 'XZ' && !findCountry(code)).length,
    ],
    ['ISO 3166: countries', 249, listCountries().length],
  ];
  return pairs.map(toFact);
}

function distanceKm(one: { lat: number; lon: number } | undefined, other: { lat: number; lon: number } | undefined): number {
  if (!one || !other) return 0;
  const radians = Math.PI / 180;
  const north = (one.lat - other.lat) * radians;
  const east = (one.lon - other.lon) * radians * Math.cos(((one.lat + other.lat) / 2) * radians);
  return 6371 * Math.hypot(north, east);
}

interface Loaded {
  readonly batch: Batch;
  readonly warnings: readonly string[];
}

/** All rows in one batch. */
async function loadAll(api: HostApi, loader: Loader, path: string): Promise<Loaded> {
  const warnings: string[] = [];
  const context = {
    asOf: new Date(0),
    contract: [],
    key: [],
    batchRows: 1 << 20,
    baseDir: process.cwd(),
    warn: (text: string) => void warnings.push(text),
  };
  for await (const batch of loader.load({ path }, context)) return { batch, warnings };
  throw new api.SourceError('OADS_SOURCE_EMPTY', `${path}: no rows`);
}

function textsOf(batch: Batch, name: string): (string | null)[] {
  const { codes, dictionary, valid } = batch.text(name);
  return Array.from(codes, (code, row) => (valid?.[row] === 0 ? null : dictionary[code]));
}

function toFact([what, expected, got, note]: [string, number | string, number | string, string?]): Fact {
  return { what, expected: String(expected), got: String(got), agrees: expected === got, note };
}

import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { loadLocodes } from '../../../plugins/un-logistics/src/codes/load-locodes.ts';
import { loadPcodes } from '../../../plugins/un-logistics/src/codes/load-pcodes.ts';
import { epcisLoader } from '../../../plugins/un-logistics/src/loaders/epcis/epcis-loader.ts';
import { hxlLoader } from '../../../plugins/un-logistics/src/loaders/hxl/hxl-loader.ts';
import { SHIPMENT_COLUMNS } from '../../../plugins/un-logistics/src/loaders/shipments/shipment-columns.ts';
import { shipmentsLoader } from '../../../plugins/un-logistics/src/loaders/shipments/shipments-loader.ts';
import { SourceError } from '../../../src/core/errors.ts';
import type { HostApi, Loader } from '../../../src/core/plugin/api.ts';
import type { FuzzTarget } from '../fuzz.ts';
import { hostApi, loadContext } from '../host-api.ts';

/** The loaders and code lists of un-logistics. */
export async function fuzzTargets(): Promise<FuzzTarget[]> {
  const { api } = await hostApi();
  const directory = await mkdtemp(join(tmpdir(), 'oads-fuzz-un-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  const target = (
    name: string,
    makeLoader: (api: HostApi) => Loader,
    seeds: readonly (string | Uint8Array)[],
    options = {},
  ): FuzzTarget => ({
    name,
    seeds: seeds.map((seed) => (typeof seed === 'string' ? Buffer.from(seed) : seed)),
    parse: async (bytes) => {
      const path = join(directory, name);
      await writeFile(path, bytes);
      let rows = 0;
      for await (const batch of makeLoader(api).load({ path, ...options }, loadContext({ batchRows: 64 }))) rows += batch.rows;
      return rows;
    },
  });
  return [
    target('shipments', shipmentsLoader, [shipments('\r', '\ufeff'), shipments('\n', '')]),
    target('shipments-own', shipmentsLoader, OWN, {
      columns: { shipment_id: 'id', asn_dn: 'dn', scheduled: 'due', weight_kg: 'kg', freight_usd: 'usd' },
    }),
    target('hxl', hxlLoader, HXL),
    target('epcis', epcisLoader, EPCIS),
    target('epcis-sensor', epcisLoader, EPCIS, { rows: 'sensor' }),
    {
      name: 'code-lists',
      seeds: CODES.map((text) => Buffer.from(text)),
      parse: async (bytes) => {
        try {
          return loadLocodes(bytes).size + loadPcodes(bytes).size;
        } catch (error) {
          // What a check that reads a list makes of it.
          if (error instanceof Error && error.message.startsWith('expected ')) throw new SourceError('OADS_SOURCE_FORMAT', error.message);
          throw error;
        }
      },
    },
  ];
}

function shipments(lineEnd: string, start: string): string {
  const columns = SHIPMENT_COLUMNS.filter(({ scms }) => scms !== undefined);
  const lines: Record<string, string>[] = [
    {
      shipment_id: '1',
      asn_dn: 'ASN-93',
      pq_sent: 'Pre-PQ Process',
      ordered: '11/13/06',
      scheduled: '2-Jun-06',
      weight_kg: 'See ASN-93 (ID#:3)',
    },
    {
      shipment_id: '2',
      asn_dn: 'DN-4',
      ordered: 'N/A - From RDC',
      weight_kg: 'Weight Captured Separately',
      freight_usd: 'See DN-4 (ID#:2)',
    },
    {
      shipment_id: '3',
      asn_dn: 'ASN-93',
      quantity: '"1,000"',
      weight_kg: '504',
      freight_usd: '12.5',
      item: '"Kit, 30 ""tests"""',
      first_line: 'Yes',
    },
  ];
  const rows = [
    columns.map(({ scms }) => scms),
    ...[...lines, ...lines, ...lines, ...lines].map((line) => columns.map(({ name }) => line[name] ?? '')),
  ];
  return start + rows.map((row) => row.join(',') + lineEnd).join('');
}

const OWN = [
  'id,dn,due,kg,usd\n1,A,2-Jun-06,See A (ID#:3),12.5\n2,B,11/13/06,7,Invoiced Separately\n3,A,2006-01-01,See A (ID#:4),See A (ID#:1)\n4,A,,5,1\n',
];

const HXL = [
  'Title,,\nDistrict,"Two\nlines",When,Value\n#adm2 +name,#adm2+code,#date +start,#value+usd\nBeyla,007,2024-03-01,12.5\nKouroussa,010,1 March 2024,\n',
  'a;b;c\n1;2.5;2024-01-01\n4;;x\n',
  '#org\tsector\t#reached+f\nA\tB\t3\nC\t\t\textra\n',
];

const AT = { eventTime: '2026-03-01T08:00:00.000+03:00', eventTimeZoneOffset: '+03:00' };
const EVENTS = [
  {
    type: 'ObjectEvent',
    action: 'OBSERVE',
    bizStep: 'cbv:BizStep-shipping',
    ...AT,
    epcList: ['urn:epc:id:sscc:9.1'],
    readPoint: { id: 'KEMBA' },
  },
  {
    type: 'AggregationEvent',
    action: 'ADD',
    ...AT,
    parentID: 'p',
    childEPCs: ['a', 'b'],
    childQuantityList: [{ epcClass: 'l', quantity: 2, uom: 'KGM' }],
  },
  { type: 'TransformationEvent', ...AT, inputEPCList: ['i'], outputQuantityList: [{ epcClass: 'o', quantity: 2.5 }] },
  {
    type: 'ObjectEvent',
    action: 'OBSERVE',
    ...AT,
    epcList: ['v'],
    sensorElementList: [
      { sensorMetadata: { deviceID: 'd' }, sensorReport: [{ type: 'Temperature', value: 9.4, uom: 'CEL', time: '2026-03-01T05:05:00Z' }] },
    ],
  },
];
const DOCUMENT = { '@context': [], type: 'EPCISDocument', schemaVersion: '2.0', epcisBody: { eventList: EVENTS } };
const EPCIS = [
  JSON.stringify(DOCUMENT),
  JSON.stringify(DOCUMENT, null, 1),
  `${EVENTS.map((event) => JSON.stringify(event)).join('\n')}\n`,
  JSON.stringify({ type: 'EPCISQueryDocument', epcisBody: { queryResults: { resultsBody: { eventList: EVENTS.slice(3) } } } }),
  gzipSync(JSON.stringify(EVENTS)),
];

/** Of both kinds at once, so that a whole one is read by either. */
const CODES = [
  'locode,lat,lon,P-Code,Name\nKEMBA,-4.05,39.67,AF01,"Kabul ""city"""\n',
  'Country,Location,Coordinates,P-Code\r\nNL,RTM,5155N 00430E,01\r\n',
];

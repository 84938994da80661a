import type { Fixtures } from '@oads/cli/plugin';

/** Small tables and documents of each kind that the loaders read. */
const SHIPMENTS = [
  'id,dn,due,kg,usd',
  '1,A,2-Jun-06,See A (ID#:3),12.5',
  '2,B,11/13/06,7,Invoiced Separately',
  '3,A,2006-01-01,504,See A (ID#:9)',
  '4,A,soon,heavy,1',
];
const HXL = [
  'Title,,',
  'District,When,Reached',
  '#adm2 +name,#date +start,#reached+f',
  'Beyla,2024-03-01,12',
  'Kouroussa,1 March 2024,',
  '"So, or',
];
const AT = { eventTime: '2026-03-01T08:00:00.000+03:00', eventTimeZoneOffset: '+03:00' };
const EVENTS = [
  { type: 'ObjectEvent', action: 'OBSERVE', bizStep: 'cbv:BizStep-shipping', ...AT, epcList: ['urn:epc:id:sscc:9521234.0000000001'] },
  { type: 'AggregationEvent', action: 'ADD', ...AT, parentID: 'urn:epc:id:sscc:9521234.0000000002', childEPCs: ['a', 'b'] },
  {
    type: 'ObjectEvent',
    action: 'OBSERVE',
    ...AT,
    epcList: ['vaccine'],
    sensorElementList: [{ sensorReport: [{ type: 'Temperature', value: 9.4, uom: 'CEL', time: '2026-03-01T05:05:00Z' }] }],
  },
  { type: 'LunchEvent' },
];
const COLUMNS = { shipment_id: 'id', asn_dn: 'dn', scheduled: 'due', weight_kg: 'kg', freight_usd: 'usd' };
const EPCIS_FILES = {
  'events.ndjson': `${EVENTS.map((event) => JSON.stringify(event)).join('\n')}\n`,
  'document.json': JSON.stringify({ type: 'EPCISDocument', epcisBody: { eventList: EVENTS } }, null, 1),
  'none.json': JSON.stringify({ type: 'EPCISDocument', epcisBody: { eventList: [] } }),
};

export const loaderFixtures: NonNullable<Fixtures['loaders']> = {
  shipments: {
    options: { path: 'shipments.csv', columns: COLUMNS },
    empty: { path: 'none.csv', columns: COLUMNS },
    files: { 'shipments.csv': `${SHIPMENTS.join('\r')}\r`, 'none.csv': `${SHIPMENTS[0]}\n` },
  },
  hxl: {
    options: { path: 'who.csv' },
    empty: { path: 'none.csv' },
    files: { 'who.csv': `${HXL.join('\n')}\nso",2024-03-02,3\n`, 'none.csv': '#org,#value\n' },
  },
  epcis: [
    { options: { path: 'events.ndjson' }, empty: { path: 'none.json' }, files: EPCIS_FILES },
    { options: { path: 'document.json', rows: 'epc' }, empty: { path: 'none.json', rows: 'epc' }, files: EPCIS_FILES },
    { options: { path: 'document.json', rows: 'sensor' }, empty: { path: 'none.json', rows: 'sensor' }, files: EPCIS_FILES },
  ],
};

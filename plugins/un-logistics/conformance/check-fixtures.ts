import type { Fixtures, Schema, SourceRecord } from '@oads/cli/plugin';

const day = (text: string): Date => new Date(`${text}T00:00:00Z`);
const at = (text: string): Date => new Date(`2026-01-0${text}:00Z`);

export const SHIPMENTS: Schema = [
  { name: 'shipment_id', type: 'text' },
  { name: 'asn_dn', type: 'text' },
  { name: 'country', type: 'text' },
  { name: 'mode', type: 'text' },
  { name: 'incoterm', type: 'text' },
  { name: 'product_group', type: 'text' },
  { name: 'item', type: 'text' },
  { name: 'ordered', type: 'date' },
  { name: 'scheduled', type: 'date' },
  { name: 'delivered', type: 'date' },
  { name: 'recorded', type: 'date' },
  { name: 'quantity', type: 'number' },
  { name: 'pack_price_usd', type: 'number' },
  { name: 'value_usd', type: 'number' },
  { name: 'weight_kg', type: 'number' },
  { name: 'freight_usd', type: 'number' },
  { name: 'weight_shared', type: 'boolean' },
  { name: 'freight_shared', type: 'boolean' },
];

/** Thirty sound lines of one lane, one line that is wrong in all ways, one that is there twice. */
export const LINES: readonly SourceRecord[] = [
  ...Array.from({ length: 30 }, (_, line) => ({
    shipment_id: String(line),
    asn_dn: `DN-${line}`,
    country: 'Kenya',
    mode: 'Air',
    incoterm: 'DAP',
    product_group: 'ARV',
    item: 'Efavirenz 600mg',
    ordered: day('2025-09-01'),
    scheduled: day('2025-11-10'),
    delivered: day(`2025-11-${10 + (line % 9)}`),
    recorded: day('2025-11-20'),
    quantity: 100,
    pack_price_usd: 3.25,
    value_usd: 325,
    weight_kg: 100 + line,
    freight_usd: 800,
    weight_shared: false,
    freight_shared: line % 7 === 0,
  })),
  {
    shipment_id: '30',
    asn_dn: 'DN-1',
    country: 'Kenya',
    mode: 'Air',
    incoterm: 'DDU',
    product_group: 'ACT',
    item: 'Efavirenz 600mg',
    ordered: day('2021-09-01'),
    scheduled: day('2025-02-10'),
    delivered: day('2025-11-30'),
    recorded: day('2025-11-02'),
    quantity: 100,
    pack_price_usd: 3.25,
    value_usd: 3250,
    weight_kg: 1,
    freight_usd: 31_000,
    weight_shared: false,
    freight_shared: false,
  },
];

const EVENTS: Schema = [
  { name: 'epc', type: 'text' },
  { name: 'event_time', type: 'timestamp' },
  { name: 'biz_step', type: 'text' },
  { name: 'read_point', type: 'text' },
  { name: 'event_id', type: 'text' },
  { name: 'error_reason', type: 'text' },
];
const JOURNEYS: readonly SourceRecord[] = [
  { epc: 'a', event_time: at('1T08:00'), biz_step: 'shipping', read_point: 'NLRTM' },
  { epc: 'a', event_time: at('2T08:00'), biz_step: 'receiving', read_point: 'KEMBA' },
  { epc: 'a', event_time: at('2T09:00'), biz_step: 'receiving', read_point: 'urn:place:BRSSZ' },
  { epc: 'a', event_time: at('2T09:00'), biz_step: 'receiving', event_id: 'urn:uuid:1', error_reason: 'incorrect_data' },
  { epc: 'b', event_time: at('1T08:00'), biz_step: 'shipping', read_point: 'nowhere' },
];

const READINGS: Schema = [
  { name: 'sensor_device', type: 'text' },
  { name: 'sensor_time', type: 'timestamp' },
  { name: 'sensor_type', type: 'text' },
  { name: 'sensor_uom', type: 'text' },
  { name: 'sensor_value', type: 'number' },
  { name: 'sensor_min', type: 'number' },
  { name: 'sensor_max', type: 'number' },
];
const TEMPERATURES: readonly SourceRecord[] = [5, 9.4, 9.1, 8.8, 6].map((sensor_value, hour) => ({
  sensor_device: 'logger-1',
  sensor_time: at(`1T0${hour}:00`),
  sensor_type: 'Temperature',
  sensor_uom: 'CEL',
  sensor_value,
}));

const CODES: Schema = [{ name: 'code', type: 'text' }];
const codes = (...given: (string | null)[]): SourceRecord[] => given.map((code) => ({ code }));
const shipments = { schema: SHIPMENTS, rows: LINES };
const journeys = { schema: EVENTS, rows: JOURNEYS };

/** Past shipments, as `oads load -o history.csv` writes them. */
export const HISTORY = {
  'history.csv': `country,mode,ordered,delivered,weight_kg,freight_usd,weight_shared,freight_shared\n${Array.from(
    { length: 40 },
    (_, line) => `Kenya,Air,2025-01-0${1 + (line % 9)},2025-03-10,${90 + line},700,false,false\n`,
  ).join('')}`,
};

export const checkFixtures: Fixtures['checks'] = {
  'date-order': shipments,
  lateness: [shipments, { ...shipments, options: { max_days: 14, tolerance: 0.1 } }],
  overdue: shipments,
  'lead-time': [shipments, { ...shipments, options: { baseline: 'history.csv' }, files: HISTORY }],
  'business-duplicates': shipments,
  'line-value': shipments,
  'freight-per-kg': [shipments, { ...shipments, options: { baseline: 'history.csv', by: ['country', 'mode'] }, files: HISTORY }],
  incoterm: [shipments, { ...shipments, options: { mode: 'mode', allow_retired: true } }],
  'priority-mismatch': [shipments, { ...shipments, options: { urgent: { item: ['Efavirenz 600mg'] }, slow_modes: ['Air'] } }],
  locode: [
    { options: { column: 'code' }, schema: CODES, rows: codes('KEMBA', 'QQ123', 'ke mba', null) },
    {
      options: { column: 'code', codes: 'codes.csv' },
      schema: CODES,
      rows: codes('KEMBA', 'KENBO', null),
      files: { 'codes.csv': 'locode,latitude,longitude\nKEMBA,-4.05,39.67\n' },
    },
  ],
  pcode: {
    options: { column: 'code', codes: 'pcodes.csv', level: 1 },
    schema: CODES,
    rows: codes('KE001', 'KE001001', 'XX', null),
    files: { 'pcodes.csv': 'Location,Admin Level,P-Code,Name,Parent P-Code\nKEN,1,KE001,Mombasa,KE\nKEN,2,KE001001,Changamwe,KE001\n' },
  },
  'container-number': { options: { column: 'code' }, schema: CODES, rows: codes('CSQU3054383', 'CSQU3054384', '', null) },
  'gs1-key': { options: { column: 'code', key: 'gtin' }, schema: CODES, rows: codes('04012345123456', '4012345123457', 'x', null) },
  'route-deviation': [
    journeys,
    { ...journeys, options: { places: 'places.csv' }, files: { 'places.csv': 'place,lat,lon\nnowhere,0,0\nKEMBA,-4.05,39.67\n' } },
  ],
  'never-received': journeys,
  'received-twice': journeys,
  'cold-chain': [
    { schema: READINGS, rows: TEMPERATURES },
    { schema: READINGS, rows: TEMPERATURES, options: { max_gap: '30m', unit: '', type: '' } },
  ],
};

import { gzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { epcisLoader } from '../../../plugins/un-logistics/src/loaders/epcis/epcis-loader.ts';
import { isWholeJson } from '../../../plugins/un-logistics/src/loaders/epcis/parse-json.ts';
import { readInstant } from '../../../plugins/un-logistics/src/loaders/epcis/read-instant.ts';
import { shorten } from '../../../plugins/un-logistics/src/loaders/epcis/shorten.ts';
import { readRows } from './read-rows.ts';
import { sourceFailure } from './source-failure.ts';

const test = suite('un-logistics/epcis');

const at = { eventTime: '2026-03-01T08:00:00.000+03:00', eventTimeZoneOffset: '+03:00' };
const SHIPPING = {
  eventID: 'urn:uuid:1',
  type: 'ObjectEvent',
  action: 'OBSERVE',
  bizStep: 'https://ref.gs1.org/cbv/BizStep-shipping',
  disposition: 'urn:epcglobal:cbv:disp:in_transit',
  ...at,
  recordTime: '2026-03-01T05:00:01.5Z',
  epcList: ['urn:epc:id:sscc:9521234.0000000001', 'urn:epc:id:sscc:9521234.0000000002'],
  readPoint: { id: 'https://example.org/KEMBA' },
  bizLocation: { id: 'https://example.org/depot' },
  bizTransactionList: [{ type: 'po', bizTransaction: 'urn:po:7' }, { bizTransaction: 'urn:asn:8' }],
  sourceList: [{ type: 'location', source: 'urn:place:KEMBA' }],
  destinationList: [{ type: 'location', destination: 'urn:place:UGKLA' }],
};
const PACKING = { type: 'AggregationEvent', action: 'ADD', bizStep: 'packing', ...at, parentID: 'urn:sscc:9', childEPCs: ['a', 'b', 'c'] };
const MIXING = {
  type: 'TransformationEvent',
  ...at,
  inputEPCList: ['i1', 'i2'],
  inputQuantityList: [{ epcClass: 'lot1', quantity: 5, uom: 'KGM' }],
  outputEPCList: ['o1'],
};
const COUNTING = {
  type: 'ObjectEvent',
  action: 'ADD',
  ...at,
  quantityList: [
    { epcClass: 'lot1', quantity: 2.5, uom: 'KGM' },
    { epcClass: 'lot2', quantity: 3, uom: 'KGM' },
  ],
};
const PAYING = { type: 'TransactionEvent', action: 'ADD', ...at, bizTransactionList: [{ bizTransaction: 'inv' }], epcList: ['x'] };
const FITTING = { type: 'AssociationEvent', action: 'ADD', ...at, parentID: 'truck', childEPCs: ['logger'] };
const COOLING = {
  type: 'ObjectEvent',
  action: 'OBSERVE',
  ...at,
  epcList: ['vaccine'],
  sensorElementList: [
    {
      sensorMetadata: { time: '2026-03-01T05:10:00Z', deviceID: 'urn:dev:1' },
      sensorReport: [
        { type: 'Temperature', value: 9.4, uom: 'CEL', time: '2026-03-01T05:05:00Z' },
        { type: 'gs1:Temperature', minValue: 4, maxValue: 9.9, uom: 'CEL' },
        { type: 'AbsoluteHumidity', value: 'wet' },
      ],
    },
    { sensorReport: [{ type: 'Temperature', value: 5, deviceID: 'urn:dev:2' }] },
  ],
};
const ALL = [SHIPPING, PACKING, MIXING, COUNTING, PAYING, FITTING, COOLING];
const toDocument = (events: readonly unknown[]) => ({
  '@context': [],
  type: 'EPCISDocument',
  schemaVersion: '2.0',
  epcisBody: { eventList: events },
});

const read = (content: unknown, options = {}, over = {}) =>
  readRows(
    epcisLoader,
    { 'a.json': typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content) },
    options,
    over,
  );

test('reads the five kinds of events', async () => {
  const { rows, schema } = await read(toDocument(ALL));
  assert.ok(schema.includes('event_time:timestamp') && !schema.includes('epc:text'));
  assert.equal(
    rows.map(({ event_type, problem }) => [event_type, problem]),
    ALL.map(({ type }) => [type, null]),
  );
  assert.equal(rows[0], {
    event_id: 'urn:uuid:1',
    event_type: 'ObjectEvent',
    action: 'OBSERVE',
    biz_step: 'shipping',
    disposition: 'in_transit',
    event_time: '2026-03-01T05:00:00Z',
    time_zone_offset: '+03:00',
    record_time: '2026-03-01T05:00:01.500Z',
    parent_id: null,
    epc_count: 2,
    quantity: null,
    uom: null,
    input_count: null,
    output_count: null,
    read_point: 'https://example.org/KEMBA',
    biz_location: 'https://example.org/depot',
    biz_transaction: 'urn:po:7 urn:asn:8',
    source: 'urn:place:KEMBA',
    destination: 'urn:place:UGKLA',
    error_reason: null,
    problem: null,
  });
  assert.equal([rows[1].parent_id, rows[1].epc_count], ['urn:sscc:9', 3]);
  assert.equal([rows[2].input_count, rows[2].output_count, rows[2].epc_count, rows[2].quantity], [3, 1, 3, null]);
  assert.equal([rows[3].quantity, rows[3].uom, rows[3].epc_count], [5.5, 'KGM', 0]);
  const lot = (quantity: number, uom = 'KGM') => ({ epcClass: 'lot2', quantity, uom });
  const of = async (...outputs: unknown[]) => (await read([{ ...MIXING, outputQuantityList: outputs }])).rows[0].quantity;
  assert.equal([await of(lot(4)), await of(lot(4), lot(2)), await of(lot(4), lot(2, 'LTR'))], [4, 6, null], 'what goes in is not added');
});

test('documents, answers to queries, lists and single events give the same rows, and so do lines', async () => {
  const expected = (await read(toDocument(ALL))).rows;
  const answer = { type: 'EPCISQueryDocument', epcisBody: { queryResults: { queryName: 'q', resultsBody: { eventList: ALL } } } };
  const lines = ALL.map((event) => JSON.stringify(event));
  const forms: Record<string, unknown> = {
    answer,
    list: ALL,
    pretty: JSON.stringify(toDocument(ALL), null, 2),
    'one event a line of a document': `{"type":"EPCISDocument","epcisBody":{"eventList":[\n${lines.join(',\n')}\n]}}\n`,
    'byte order mark': `\ufeff${JSON.stringify(ALL)}`,
    lines: `${lines.join('\n')}\n`,
    'lines with blank ones': `\n\n${lines.join('\r\n\r\n')}`,
    'lines of documents': `${JSON.stringify(toDocument(ALL.slice(0, 2)))}\n${JSON.stringify(ALL.slice(2))}\n`,
    'list of documents': [toDocument(ALL.slice(0, 3)), ...ALL.slice(3)],
    gzip: gzipSync(lines.join('\n')),
  };
  for (const [name, form] of Object.entries(forms)) assert.equal((await read(form)).rows, expected, name);
  assert.equal((await read(SHIPPING)).rows, [expected[0]]);
  assert.equal((await read(toDocument(ALL), {}, { batchRows: 2 })).rows, expected);
});

test('one row an object, with its role and quantity', async () => {
  const { rows } = await read(toDocument([PACKING, MIXING, { ...FITTING, childEPCs: [] }]), { rows: 'epc' });
  assert.equal(
    rows.map(({ epc, epc_role, parent_id, quantity, uom }) => [epc, epc_role, parent_id, quantity, uom]),
    [
      ['a', 'child', 'urn:sscc:9', null, null],
      ['b', 'child', 'urn:sscc:9', null, null],
      ['c', 'child', 'urn:sscc:9', null, null],
      ['urn:sscc:9', 'parent', 'urn:sscc:9', null, null],
      ['i1', 'input', null, null, null],
      ['i2', 'input', null, null, null],
      ['o1', 'output', null, null, null],
      ['lot1', 'input', null, 5, 'KGM'],
      ['truck', 'parent', 'truck', null, null],
    ],
  );
});

test('one row a sensor report, with the time of the report, of its element, or of the event', async () => {
  const { rows } = await read(toDocument([SHIPPING, COOLING, 7]), { rows: 'sensor' });
  assert.equal(
    rows.map((row) => [
      row.epc,
      row.sensor_device,
      row.sensor_type,
      row.sensor_value,
      row.sensor_min,
      row.sensor_max,
      row.sensor_uom,
      row.sensor_time,
    ]),
    [
      ['vaccine', 'urn:dev:1', 'Temperature', 9.4, null, null, 'CEL', '2026-03-01T05:05:00Z'],
      ['vaccine', 'urn:dev:1', 'Temperature', null, 4, 9.9, 'CEL', '2026-03-01T05:10:00Z'],
      ['vaccine', 'urn:dev:1', 'AbsoluteHumidity', null, null, null, null, '2026-03-01T05:10:00Z'],
      ['vaccine', 'urn:dev:2', 'Temperature', 5, null, null, null, '2026-03-01T05:00:00Z'],
      [null, null, null, null, null, null, null, null],
    ],
  );
  assert.is(rows[2].problem, 'sensorReport.value: expected a number');
  assert.is(rows[4].problem, 'expected an event, got 7');
});

test('a damaged event is a row that says what is wrong, with what is known of it', async () => {
  const cases: [unknown, RegExp][] = [
    [null, /^expected an event, got null$/],
    [{ ...PAYING, type: 'LunchEvent' }, /^type: expected a type of event, got "LunchEvent"$/],
    [{ ...PAYING, type: 'constructor' }, /^type: expected a type of event/],
    [{ ...PAYING, action: 'EAT' }, /^action: expected ADD, OBSERVE, DELETE, got "EAT"$/],
    [{ ...MIXING, action: 'ADD' }, /^action: expected none, got "ADD"$/],
    [{ ...PAYING, eventTime: '2026-03-01T08:00:00' }, /^eventTime: expected an instant with its offset, got "2026-03-01T08:00:00"$/],
    [{ ...PAYING, eventTime: undefined }, /^eventTime: expected an instant with its offset, got none$/],
    [{ ...PAYING, epcList: 'x' }, /^epcList: expected a list, got "x"$/],
    [{ ...PAYING, epcList: [3] }, /^epcList: expected EPCs, got 3$/],
    [{ ...SHIPPING, epcList: [] }, /^epcList: expected at least one object/],
    [{ ...COUNTING, quantityList: [{ epcClass: 'a', quantity: '3' }] }, /^quantityList: expected a number as quantity, got "3"$/],
    [{ ...PAYING, readPoint: { id: ['x'] } }, /^readPoint.id: expected text, got a list$/],
    [{ ...PAYING, eventID: 'x'.repeat(3000) }, /^eventID: expected at most 2000 characters/],
  ];
  const { rows } = await read(toDocument(cases.map(([event]) => event)));
  for (const [index, { problem }] of rows.entries()) assert.match(problem as string, cases[index][1]);
  assert.equal([rows[3].event_time, rows[3].biz_transaction], ['2026-03-01T05:00:00Z', 'inv']);
  const lines = await read(`${JSON.stringify(PAYING)}\n{"type":\n${JSON.stringify(PAYING)}\n`);
  assert.equal(
    lines.rows.map(({ problem }) => problem),
    [null, 'expected an event, got "{\\"type\\":"', null],
  );
  const firstIsDamaged = await read(`{"type"}x\n${JSON.stringify(PAYING)}\n`);
  assert.is(firstIsDamaged.rows.length, 2);
});

test('keys of the prototype are keys as any other, and a withdrawn event says so', async () => {
  const text = JSON.stringify([PAYING]).replace(
    '{',
    '{"__proto__":{"eventID":"stolen","parentID":"x"},"constructor":{"prototype":{"action":"x"}},',
  );
  const [row] = (await read(text)).rows;
  assert.equal([row.event_id, row.parent_id, row.action, row.problem], [null, null, 'ADD', null]);
  assert.is(({} as Record<string, unknown>).eventID, undefined);
  const declared = { ...PAYING, errorDeclaration: { declarationTime: at.eventTime, reason: 'urn:epcglobal:cbv:er:incorrect_data' } };
  assert.is((await read([declared])).rows[0].error_reason, 'incorrect_data');
});

test('refuses XML, other JSON, what is cut short, empty, too deep, or too much', async () => {
  const refused = async (content: unknown, pattern: RegExp, options = {}) =>
    assert.match((await sourceFailure(read(content, options))).message, pattern);
  await refused('<?xml version="1.0"?><epcis:EPCISDocument/>', /got XML$/);
  await refused('{"name": "x"}', /got other JSON$/);
  await refused('7', /got other JSON$/);
  const accented = { ...PAYING, parentID: 'Abéché' };
  const lines = `${JSON.stringify(PAYING)}\n${JSON.stringify(accented)}\n`;
  await refused(Buffer.from(JSON.stringify(accented), 'latin1'), /a\.json: expected UTF-8, got other bytes$/);
  await refused(Buffer.from(lines, 'latin1'), /line 2: expected UTF-8, got other bytes$/);
  await refused(Buffer.from(`\ufeff${lines}`, 'utf16le'), /expected UTF-8, got UTF-16$/);
  await refused(Buffer.from(JSON.stringify([accented]), 'utf16le'), /expected UTF-8, got UTF-16$/);
  assert.is((await read(lines)).rows[1].parent_id, 'Abéché');
  await refused(JSON.stringify(toDocument(ALL)).slice(0, -30), /expected JSON, got something else/);
  await refused('', /got an empty file/);
  await refused('\n \n', /got an empty file/);
  await refused('['.repeat(100_000), /at most 64 levels/);
  await refused(`[${'{},'.repeat(2_000_001)}{}]`, /at most 2000000 objects and lists/);
  await refused(JSON.stringify(toDocument(ALL)), /at most 1024 bytes/, { max_bytes: 1024 });
  await refused(gzipSync(Buffer.alloc(80 * 1024 * 1024, '[')), /at most 67108864 bytes/);
  assert.match((await sourceFailure(read('<a/>'))).hint ?? '', 'convert');
});

test('a window selects by the time of the event; no events give the columns', async () => {
  const window = { column: 'event_time', from: '2026-03-01T00:00:00.000Z', to: '2026-03-01T05:00:00.000Z' };
  const late = { ...PAYING, eventTime: '2026-03-01T04:59:59Z', eventID: 'in' };
  const { rows } = await read([PAYING, late, { ...PAYING, eventTime: 'never', eventID: 'unknown' }], {}, { window });
  assert.equal(
    rows.map(({ event_id }) => event_id),
    ['in', 'unknown'],
  );
  const none = await read(toDocument([]), { rows: 'sensor' });
  assert.equal([none.rows.length, none.schema.includes('sensor_value:number')], [0, true]);
});

test('instants need their offset; terms lose their namespace; brackets tell what is whole', () => {
  assert.is(readInstant('1970-01-01T00:00:00Z'), 0);
  assert.is(readInstant('1969-12-31T23:59:59.123456789-01:30'), (90 * 60 - 1) * 1e6 + 123_456);
  assert.is(readInstant('2026-01-01T24:00:00Z'), readInstant('2026-01-02T00:00Z'));
  assert.is(readInstant('0050-01-01T00:00:00Z'), Date.parse('0050-01-01T00:00:00Z') * 1000);
  const none = [
    '',
    '2026-01-01',
    '2026-01-01T10:00:00',
    '2026-02-30T10:00:00Z',
    '2026-01-01T25:00:00Z',
    '2026-01-01T10:00:00+15:00',
    '0000-01-01T00:00:00Z',
  ];
  for (const text of none) assert.is(readInstant(text), undefined, text);
  const terms = ['urn:epcglobal:cbv:bizstep:shipping', 'https://ref.gs1.org/cbv/BizStep-shipping', 'cbv:BizStep-shipping', 'shipping'];
  for (const term of terms) assert.is(shorten(term), 'shipping', term);
  assert.is(shorten('https://gs1.org/voc/Temperature'), 'Temperature');
  assert.is(shorten('https://example.org/own'), 'https://example.org/own');
  for (const text of ['{}', '[{"a":"}"}]', '{"a":"\\\\"}']) assert.ok(isWholeJson(text), text);
  for (const text of ['{', '7', '{}{}', '{},', '"{}"', '{"a":"\\"}', '']) assert.not(isWholeJson(text), text);
});

test.run();

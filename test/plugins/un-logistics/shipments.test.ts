import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SHIPMENT_COLUMNS } from '../../../plugins/un-logistics/src/loaders/shipments/shipment-columns.ts';
import { shipmentsLoader } from '../../../plugins/un-logistics/src/loaders/shipments/shipments-loader.ts';
import { UsageError } from '../../../src/core/errors.ts';
import { readRows } from './read-rows.ts';
import { sourceFailure } from './source-failure.ts';

const test = suite('un-logistics/shipments');

const SCMS = SHIPMENT_COLUMNS.filter(({ scms }) => scms !== undefined);

/** A file as the delivery history: a byte order mark, lines that end with CR. */
function scmsFile(...lines: readonly Readonly<Record<string, string>>[]): string {
  const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const rows = [SCMS.map(({ scms }) => scms as string), ...lines.map((line) => SCMS.map(({ name }) => line[name] ?? ''))];
  return `\ufeff${rows.map((row) => `${row.map(quoted).join(',')}\r`).join('')}`;
}

const read = (content: string, options: Record<string, unknown> = {}, over = {}) =>
  readRows(shipmentsLoader, { 'a.csv': content }, options, over);

test('reads mixed dates, yes and no, numbers, and what is not applicable', async () => {
  const { rows, schema } = await read(
    scmsFile(
      { shipment_id: '1', mode: 'Air', incoterm: 'N/A - From RDC', pq_sent: '11/13/06', ordered: 'N/A - From RDC', scheduled: '2-Jun-06' },
      { shipment_id: '2', mode: 'N/A', incoterm: 'EXW', pq_sent: 'Pre-PQ Process', ordered: 'Date Not Captured', scheduled: '14-Nov-2006' },
      { shipment_id: '3', first_line: 'No', quantity: '1,250', value_usd: '6200.5', item: 'Kit, 30 "tests"' },
    ),
  );
  assert.is(schema.length, 33 + 2 + 2 + 2 + 1);
  assert.ok(schema.includes('pq_sent:date') && schema.includes('weight_shared:boolean') && schema.includes('first_line:boolean'));
  const { mode, incoterm, pq_sent, ordered, ordered_note, scheduled } = rows[0];
  assert.equal(
    [mode, incoterm, pq_sent, ordered, ordered_note, scheduled],
    ['Air', null, '2006-11-13', null, 'N/A - From RDC', '2006-06-02'],
  );
  assert.equal([rows[1].mode, rows[1].pq_sent, rows[1].pq_sent_note], [null, null, 'Pre-PQ Process']);
  assert.equal([rows[1].ordered_note, rows[1].scheduled], ['Date Not Captured', '2006-11-14']);
  assert.equal([rows[2].first_line, rows[2].quantity, rows[2].value_usd, rows[2].item], [false, 1250, 6200.5, 'Kit, 30 "tests"']);
  assert.equal(
    rows.map(({ problem }) => problem),
    [null, null, null],
  );
});

test('only N/A and notes behind it are nothing: ids, countries and names may begin with NA', async () => {
  const { rows } = await read(
    scmsFile(
      { shipment_id: 'NA-001', country: 'NA', vendor: 'NA WVB', item: 'Naïma', mode: 'n/a', pq_number: 'N/A - 7', asn_dn: 'N/A' },
      { shipment_id: '2', site: 'N/A: none', brand: 'N/Active', quantity: 'NA', scheduled: 'N/A', delivered: 'NA-7', weight_kg: 'na' },
    ),
  );
  const [{ shipment_id, country, vendor, item, mode, pq_number, asn_dn }, other] = rows;
  assert.equal([shipment_id, country, vendor, item], ['NA-001', 'NA', 'NA WVB', 'Naïma']);
  assert.equal([mode, pq_number, asn_dn], [null, 'N/A - 7', null]);
  assert.equal([other.site, other.brand, other.quantity, other.weight_kg], [null, 'N/Active', null, null]);
  assert.is(other.problem, 'delivered: expected a date, got "NA-7"');
});

test('resolves figures of other lines, before and after', async () => {
  const { rows } = await read(
    scmsFile(
      { shipment_id: '1', asn_dn: 'ASN-93', weight_kg: 'See ASN-93 (ID#:3)', freight_usd: 'See ASN-93 (ID#:3)' },
      { shipment_id: '2', asn_dn: 'DN-4', weight_kg: '7', freight_usd: 'Freight Included in Commodity Cost' },
      { shipment_id: '3', asn_dn: 'ASN-93', weight_kg: '504', freight_usd: 'Invoiced Separately' },
      { shipment_id: '4', asn_dn: 'DN-4', weight_kg: 'See DN-4 (ID#:2)', freight_usd: 'See DN-4 (ID#:2)' },
      { shipment_id: '5', asn_dn: 'DN-9', weight_kg: 'Weight Captured Separately' },
      { shipment_id: '6', asn_dn: 'DN-4', weight_kg: 'See DN-4 (ID#:4)' },
    ),
  );
  const figures = rows.map((row) => [
    row.weight_kg,
    row.weight_note,
    row.weight_shared,
    row.freight_usd,
    row.freight_note,
    row.freight_shared,
  ]);
  assert.equal(figures, [
    [504, 'of ASN-93', true, null, 'of ASN-93: separately', false],
    [7, null, false, null, 'in commodity cost', false],
    [504, null, false, null, 'separately', false],
    [7, 'of DN-4', true, null, 'of DN-4: in commodity cost', false],
    [null, 'separately', false, null, null, false],
    [7, 'of DN-4', true, null, null, false],
  ]);
});

test('says in the note why a figure cannot be followed', async () => {
  const at = (shipment_id: string, asn: string, id: string) => ({ shipment_id, asn_dn: 'A-1', weight_kg: `See ${asn} (ID#:${id})` });
  const chain = Array.from({ length: 20 }, (_, index) => at(`c${index}`, 'A-1', `c${index + 1}`));
  const { rows } = await read(
    scmsFile(
      at('1', 'A-1', '1'),
      at('2', 'A-1', '3'),
      at('3', 'A-1', '2'),
      at('4', 'A-1', '99'),
      at('5', 'A-2', '6'),
      { shipment_id: '6', asn_dn: 'A-1', weight_kg: '5' },
      at('7', 'A-1', '8'),
      { shipment_id: '8', asn_dn: 'A-1', weight_kg: '5' },
      { shipment_id: '8', asn_dn: 'A-1', weight_kg: '6' },
      at('9', 'A-1', '10'),
      { shipment_id: '10', asn_dn: 'A-1' },
      ...chain,
    ),
  );
  const noteOf = (id: string) => rows.find(({ shipment_id }) => shipment_id === id)?.weight_note;
  assert.is(noteOf('1'), 'of A-1: the line points at itself');
  assert.is(noteOf('2'), 'of A-1: the lines point at each other');
  assert.is(noteOf('4'), 'of A-1: no line 99');
  assert.is(noteOf('5'), 'of A-2: line 6 is of another shipment');
  assert.is(noteOf('7'), 'of A-1: two lines 8 that differ');
  assert.is(noteOf('9'), 'of A-1: line 10 has none');
  assert.is(noteOf('c0'), 'of A-1: through more than 16 lines');
  assert.ok(rows.filter(({ weight_note }) => weight_note).every(({ weight_kg }) => weight_kg === null));
});

test('says in `problem` what reads as nothing known, without a hidden value', async () => {
  const line = { shipment_id: '1', scheduled: '31-Feb-06', delivered: 'soon', quantity: 'ten', first_line: 'maybe', weight_kg: 'heavy' };
  const [{ problem, scheduled, quantity }] = (await read(scmsFile(line))).rows;
  assert.equal([scheduled, quantity], [null, null]);
  assert.is(
    problem,
    'scheduled: expected a date, got "31-Feb-06"; delivered: expected a date, got "soon"; quantity: expected a number, got "ten"; ' +
      'first_line: expected yes or no, got "maybe"; weight_kg: expected a number, got "heavy"',
  );
  const hides = (name: string) => name === 'delivered' || name === 'asn_dn';
  const hidden = (await read(scmsFile({ ...line, asn_dn: 'A-7', freight_usd: 'See A-7 (ID#:1)' }), {}, { hides })).rows[0];
  assert.match(hidden.problem as string, 'delivered: expected a date; quantity');
  assert.is(hidden.freight_note, 'of another line: the line points at itself');
});

test('reads a table of other headers, and dates with the day first', async () => {
  const content = 'Ref,Due,Arrived,kg\nx1,03/04/2024,04/04/2024,12.5\nx2,13/04/24,,See D (ID#:x1)\n';
  const options = { columns: { shipment_id: 'Ref', scheduled: 'Due', delivered: 'Arrived', weight_kg: 'kg' }, dates: ['d/m/yy'] };
  const { schema, rows } = await read(content, options);
  const columns = ['shipment_id:text', 'scheduled:date', 'delivered:date', 'weight_kg:number', 'weight_note:text', 'weight_shared:boolean'];
  assert.equal(schema, [...columns, 'problem:text']);
  assert.equal(
    rows.map(({ scheduled, delivered }) => [scheduled, delivered]),
    [
      ['2024-04-03', '2024-04-04'],
      ['2024-04-13', null],
    ],
  );
  assert.equal([rows[1].weight_kg, rows[1].weight_note], [12.5, 'of D']);
});

test('an empty table gives its columns; a window selects by any of its dates; the split of batches changes nothing', async () => {
  const lines = Array.from({ length: 50 }, (_, index) => ({
    shipment_id: `${index}`,
    asn_dn: 'A',
    recorded: index === 7 ? '' : `${1 + (index % 28)}-Mar-24`,
    weight_kg: index === 40 ? '12' : 'See A (ID#:40)',
  }));
  assert.is((await read(scmsFile())).schema.length, 40);
  const whole = await read(scmsFile(...lines));
  assert.equal(await read(scmsFile(...lines), {}, { batchRows: 7 }), whole);
  const window = { column: 'recorded', from: '2024-03-10T00:00:00.000Z', to: '2024-03-12T00:00:00.000Z' };
  const some = await read(scmsFile(...lines), {}, { window });
  assert.equal(
    some.rows.map(({ shipment_id }) => shipment_id),
    ['7', '9', '10', '37', '38'],
  );
  assert.ok(some.rows.every(({ weight_kg }) => weight_kg === 12));
});

test('several files are one table; what is no such table is refused', async () => {
  const files = {
    'a.csv': scmsFile({ shipment_id: '1', asn_dn: 'A', weight_kg: 'See A (ID#:2)' }),
    'b.csv': scmsFile({ shipment_id: '2', asn_dn: 'A', weight_kg: '3' }),
  };
  const { rows } = await readRows(shipmentsLoader, files, { path: '*.csv' });
  assert.equal(
    rows.map(({ weight_kg }) => weight_kg),
    [3, 3],
  );
  assert.is((await sourceFailure(read('a,b\n1,2\n'))).code, 'OADS_COLUMN_MISSING');
  const assertUsage = async (work: Promise<unknown>) => assert.instance(await work.catch((error) => error), UsageError);
  await assertUsage(read(scmsFile(), { profile: 'scms', columns: { mode: 'Mode' } }));
  await assertUsage(read(scmsFile(), { dates: ['d/m/yy', 'm/d/yy'] }));
  const window = { column: 'mode', from: '2024-03-10T00:00:00.000Z', to: '2024-03-12T00:00:00.000Z' };
  assert.match((await sourceFailure(read(scmsFile(), {}, { window }))).message, 'window');
});

test.run();

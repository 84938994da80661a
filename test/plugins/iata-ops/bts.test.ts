import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { btsLoader } from '../../../plugins/iata-ops/src/loaders/bts/bts-loader.ts';
import { SourceError } from '../../../src/core/errors.ts';
import type { Batch } from '../../../src/core/frame/batch.ts';
import { cellAt } from '../../../src/core/frame/cell.ts';
import type { LoadContext } from '../../../src/core/load/loader.ts';
import { scratchDir } from '../../support/cli.ts';
import { hostApi, loadContext } from '../../support/host-api.ts';

const test = suite('plugins/iata-ops/bts');
let scratch: Awaited<ReturnType<typeof scratchDir>>;
test.before(async () => {
  scratch = await scratchDir();
});
test.after(() => scratch.remove());

async function load(content: string | Buffer, over: Partial<LoadContext> = {}, options: Record<string, unknown> = {}): Promise<Batch[]> {
  const file = path.join(scratch.dir, 'flights.csv');
  writeFileSync(file, content);
  const { api } = await hostApi();
  const batches: Batch[] = [];
  for await (const batch of btsLoader(api).load({ path: file, ...options }, loadContext(over))) batches.push(batch);
  return batches;
}

async function loadOne(content: string, options: Record<string, unknown> = {}): Promise<Record<string, unknown>[]> {
  return (await load(content, {}, options)).flatMap((batch) =>
    Array.from({ length: batch.rows }, (_, row) =>
      Object.fromEntries(batch.schema.map(({ name }) => [name, cellAt(batch.column(name), row)])),
    ),
  );
}

const UPPER =
  'FL_DATE,OP_UNIQUE_CARRIER,TAIL_NUM,OP_CARRIER_FL_NUM,ORIGIN,DEST,CRS_DEP_TIME,DEP_TIME,DEP_DELAY,CRS_ARR_TIME,ARR_TIME,ARR_DELAY';
const CAMEL =
  'FlightDate,Reporting_Airline,Tail_Number,Flight_Number_Reporting_Airline,Origin,Dest,CRSDepTime,DepTime,DepDelay,CRSArrTime,ArrTime,ArrDelay';
const LOWER = UPPER.toLowerCase();
const CELLS = '2026-03-06,OA,N1,12,ORD,BOS,0005,0010,5.00,0305,0300,-5.00';

for (const [name, header] of Object.entries({ upper: UPPER, camel: CAMEL, lower: LOWER })) {
  test(`reads the ${name} spelling of column names`, async () => {
    const [flight] = await loadOne(`${header}\n${CELLS}\n`);
    assert.is(flight.scheduled_off_block, '2026-03-06T00:05:00Z');
    assert.is(flight.actual_off_block, '2026-03-06T00:10:00Z');
    assert.is(flight.actual_on_block, '2026-03-06T03:00:00Z');
    assert.is(flight.flight, '12');
    assert.is(flight.dep_delay_min, 5);
    assert.is(flight.arr_delay_min, -5);
    assert.is(flight.problem, null);
    assert.is(flight.gate, null);
  });
}

test('the delay column says on which day a time past midnight is', async () => {
  const [late, early, long] = await loadOne(
    [
      UPPER,
      '2026-03-06,OA,N1,1,ORD,BOS,2350,0010,20,0250,0300,10',
      '2026-03-06,OA,N1,2,ORD,BOS,0010,2355,-15,0310,0300,-10',
      '2026-03-06,OA,N1,3,ORD,BOS,0900,0855,1435,1200,1150,1430',
    ].join('\n'),
  );
  assert.is(late.actual_off_block, '2026-03-07T00:10:00Z');
  assert.is(late.scheduled_on_block, '2026-03-07T02:50:00Z');
  assert.is(late.actual_on_block, '2026-03-07T03:00:00Z');
  assert.is(early.actual_off_block, '2026-03-05T23:55:00Z');
  assert.is(long.actual_off_block, '2026-03-07T08:55:00Z');
});

test('2400 is the end of the day', async () => {
  const [flight] = await loadOne(`${UPPER}\n2026-03-06,OA,N1,1,ORD,BOS,2330,2400,30,0230,0300,30\n`);
  assert.is(flight.actual_off_block, '2026-03-07T00:00:00Z');
  assert.is(flight.dep_min, 1440);
});

test('a wrong delay stays visible beside the times', async () => {
  const [flight] = await loadOne(`${UPPER}\n2026-03-06,OA,N1,1,ORD,BOS,2330,0005,-1405,0230,0300,30\n`);
  assert.is(flight.dep_delay_min, -1405);
});

test('moments without a delay column stay on the day that is written, unless that is to be mended', async () => {
  const csv = [
    'fl_date,carrier,fl_num,origin,dest,crs_dep_time,dep_time,crs_arr_time,arr_time',
    '2015-03-19 00:00:00,AA,1062,LAX,ORD,2015-03-19 23:59:00,2015-03-19 00:24:00,2015-03-19 05:59:00,2015-03-19 06:16:00',
  ].join('\n');
  const [written] = await loadOne(csv);
  assert.is(written.dep_delay_min, -1415);
  assert.is(written.scheduled_on_block, '2015-03-20T05:59:00Z', 'an arrival comes after its departure');
  assert.is(written.arr_delay_min, 17);
  const [mended] = await loadOne(csv, { mend_midnight: true });
  assert.is(mended.dep_delay_min, 25);
  assert.is(mended.actual_off_block, '2015-03-20T00:24:00Z');
});

test('a date in the American form of newer downloads', async () => {
  const [flight] = await loadOne(`${UPPER}\n${CELLS.replace('2026-03-06', '3/6/2026 12:00:00 AM')}\n`);
  assert.is(flight.flight_date, '2026-03-06');
});

test('a cell that does not read is null, and the row says so', async () => {
  const [first, second] = await loadOne(`${UPPER}\n${CELLS.replace('0010', '2575')}\n${CELLS.replace('2026-03-06', '2026-02-30')}\n`);
  assert.is(first.actual_off_block, null);
  assert.is(first.problem, 'dep: expected hhmm or a time, got "2575"');
  assert.is(second.scheduled_off_block, null);
  assert.is(second.problem, 'flight_date: expected a date, got "2026-02-30"');
});

test('no message shows a value where columns are hidden', async () => {
  const [batch] = await load(`${UPPER}\n${CELLS.replace('0010', 'secret')}\n`, { hides: (column) => column === 'tail' });
  assert.is(cellAt(batch.column('problem'), 0), 'dep: expected hhmm or a time, got another text');
});

test('the five causes add up only where all are told', async () => {
  const causes = 'CARRIER_DELAY,WEATHER_DELAY,NAS_DELAY,SECURITY_DELAY,LATE_AIRCRAFT_DELAY';
  const [all, none] = await loadOne(`${UPPER},${causes},CANCELLED\n${CELLS},10,0,5,0,20,0\n${CELLS},,,,,,1\n`);
  assert.is(all.declared_delay_min, 35);
  assert.is(all.late_aircraft_delay_min, 20);
  assert.is(all.cancelled, false);
  assert.is(none.declared_delay_min, null);
  assert.is(none.cancelled, true);
});

test('gzip and several batches: the same rows, offsets running', async () => {
  const csv = `${UPPER}\n${Array.from({ length: 7 }, (_, index) => CELLS.replace(',12,', `,${index},`)).join('\n')}\n`;
  const batches = await load(gzipSync(csv), { batchRows: 3 });
  assert.equal(
    batches.map(({ rows, offset }) => [rows, offset]),
    [
      [3, 0],
      [3, 3],
      [1, 6],
    ],
  );
});

test('a window keeps the rows in it, and those without a time', async () => {
  const csv = `${UPPER}\n${CELLS}\n${CELLS.replace('2026-03-06', '2026-03-08')}\n${CELLS.replace('2026-03-06', 'never')}\n`;
  const window = { column: 'scheduled_off_block', from: '2026-03-06T00:00:00Z', to: '2026-03-07T00:00:00Z' };
  const batches = await load(csv, { window });
  assert.equal(
    batches.map(({ rows }) => rows),
    [2],
  );
  const none = await load(`${UPPER}\n${CELLS}\n`, { window: { ...window, to: '2026-03-06T00:00:00Z' } });
  assert.equal(
    none.map(({ rows }) => rows),
    [0],
  );
});

test('a comma at the end of each line, as BTS writes it', async () => {
  const [flight] = await loadOne(`${UPPER},\n${CELLS},\n`);
  assert.is(flight.flight, '12');
  assert.is(flight.arr_delay_min, -5);
  await refused(`${UPPER.replace('TAIL_NUM', '')}\n${CELLS}\n`, /column 3: expected a name in the header, got none$/);
});

test('an empty table is one batch of no rows; other tables and archives are refused', async () => {
  assert.equal(
    (await load(`${UPPER}\n`)).map(({ rows }) => rows),
    [0],
  );
  await refused('id,name\n1,x\n', /lacking flight_date \(fldate\), carrier/);
  await refused(Buffer.from('504b0304140000000800', 'hex'), /ZIP archive/);
});

async function refused(content: string | Buffer, expected: RegExp): Promise<void> {
  const error = await load(content).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.instance(error, SourceError);
  assert.match((error as SourceError).message, expected);
  assert.not.match((error as SourceError).message, /\n/);
}

test('an arrival follows its departure, whatever its schedule is near to', async () => {
  const header = 'FL_DATE,OP_UNIQUE_CARRIER,OP_CARRIER_FL_NUM,ORIGIN,DEST,CRS_DEP_TIME,DEP_TIME,WHEELS_OFF,WHEELS_ON,CRS_ARR_TIME,ARR_TIME';
  // MQ 3553 of 7 December 2015 landed thirteen hours late.
  const cells = '2015-12-07,MQ,3553,ORD,FNT,2153,2149,2223,1310,2359,1316';
  const [clock] = await loadOne(`${header}\n${cells}\n`);
  assert.equal([clock.landing, clock.actual_on_block], ['2015-12-08T13:10:00Z', '2015-12-08T13:16:00Z']);
  const moments = cells.replace(/,(\d\d)(\d\d)(?=,|$)/g, ',2015-12-07 $1:$2:00').replace('2015-12-07 35:53:00', '3553');
  const [mended] = await loadOne(`${header}\n${moments}\n`, { mend_midnight: true });
  assert.equal([mended.landing, mended.actual_on_block], ['2015-12-08T13:10:00Z', '2015-12-08T13:16:00Z']);
  // Diverted: no time on block.
  const [diverted] = await loadOne(`${header},DIVERTED\n2026-03-01,XA,1,LAX,JFK,2300,2355,0015,0640,0700,,1\n`);
  assert.equal([diverted.take_off, diverted.landing], ['2026-03-02T00:15:00Z', '2026-03-02T06:40:00Z']);
  const [around] = await loadOne(
    `${header},CRS_ELAPSED_TIME,ACTUAL_ELAPSED_TIME\n2026-03-01,XA,1,LAX,JFK,2000,2005,2020,0300,0430,0310,330,1565\n`,
  );
  assert.is(around.actual_on_block, '2026-03-03T03:10:00Z');
});

test.run();

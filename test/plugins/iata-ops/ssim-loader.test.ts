import { parseScheduleDataSet } from 'iata-ssim/sds';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  carrierRecord,
  HEADER,
  legRecord,
  SMALL_SSIM,
  segmentRecord,
  ssimFile,
  trailerRecord,
} from '../../../plugins/iata-ops/fixtures/ssim-file.ts';
import { ssimLoader } from '../../../plugins/iata-ops/src/loaders/ssim/ssim-loader.ts';
import { hostApi } from '../../support/host-api.ts';
import { loadFiles, refusalOf } from './load-file.ts';

const test = suite('plugins/iata-ops/ssim-loader');
const { api } = await hostApi();
const loader = ssimLoader(api);
const load = (text: string, options = {}) => loadFiles(loader, { 'a.ssim': text }, options);
const problemsOf = async (text: string) =>
  (await load(text)).filter(({ problem }) => problem).map(({ line, problem }) => [Number(line), problem]);
const file = (...middle: string[]) => ssimFile([HEADER, carrierRecord('XX'), ...middle, trailerRecord('XX')]);

test('a leg has its period, times, block time over midnight and zones, and its segment data', async () => {
  const [leg, open] = await load(SMALL_SSIM);
  const { carrier, flight, days, origin, destination, block_min, aircraft_std, aircraft_sta, utc_departure_min, segment_data, time_mode } =
    leg;
  assert.equal([carrier, flight, days, origin, destination], ['XX', '42', '135', 'AAA', 'BBB']);
  // 21:30 +2 is 19:30 UTC, 00:10 +1 is 23:10 UTC.
  assert.equal([aircraft_std, aircraft_sta, utc_departure_min, block_min], [1290, 10, 120, 220]);
  assert.equal([segment_data, time_mode, leg.season, leg.onward_flight], ['050 AAA-BBB YY 742', 'L', 'S26', '43']);
  assert.equal(leg.period_to, new Date('2026-06-07'));
  assert.is(leg.problem, undefined);
  assert.equal([open.open_ended, open.period_to, open.frequency], [true, undefined, '2']);
});

test('every field of a leg is what iata-ssim reads', async () => {
  const [row] = await load(file(legRecord([2, 'Z'], [53, 'T1'], [71, '2E'], [111, 'YYZZZ'], [150, 'A B'], [193, '01'])));
  const [leg] = parseScheduleDataSet(file(legRecord([2, 'Z'], [53, 'T1'], [71, '2E'], [111, 'YYZZZ'], [150, 'A B'], [193, '01'])))
    .carriers[0].flightLegs;
  const minutes = (time: { h: number; m: number } | null) => time && time.h * 60 + time.m;
  assert.equal(
    [row.suffix, row.service_type, row.origin_terminal, row.destination_terminal, row.equipment, row.booking_classes, row.configuration],
    [
      leg.operationalSuffix,
      leg.serviceType,
      leg.departure.terminal,
      leg.arrival.terminal,
      leg.aircraftType,
      leg.prbd,
      leg.aircraftConfiguration,
    ],
  );
  assert.equal(
    [row.period_from, row.period_to, row.days, row.joint_operation, row.traffic_restriction, row.date_variation, Number(row.record_serial)],
    [leg.periodFrom, leg.periodTo, leg.daysOfOperation.join(''), 'YYZ;ZZ', leg.trafficRestrictionCode, leg.dateVariation, leg.serialNumber],
  );
  assert.equal(
    [row.passenger_std, row.aircraft_sta, row.utc_arrival_min, row.owner, row.onward_carrier],
    [
      minutes(leg.departure.stdPassenger),
      minutes(leg.arrival.staAircraft),
      leg.arrival.utcOffsetMinutes,
      leg.aircraftOwner,
      leg.onwardAirline,
    ],
  );
});

test('one row an operating day, in UTC, within the range; every other week counts from the period', async () => {
  const days = await load(SMALL_SSIM, { rows: 'day', to: '2026-06-30' });
  assert.equal(
    days.map(({ flight, flight_date }) => `${flight} ${(flight_date as Date).toISOString().slice(5, 10)}`),
    ['42 06-01', '42 06-03', '42 06-05', '44 06-08', '44 06-10', '44 06-12', '44 06-22', '44 06-24', '44 06-26'],
  );
  assert.equal([days[0].scheduled_off_block, days[0].scheduled_on_block], [new Date('2026-06-01T19:30Z'), new Date('2026-06-01T23:10Z')]);
  // An open period ends with the carrier record's validity, 24 October.
  assert.equal((await load(SMALL_SSIM, { rows: 'day' })).at(-1)?.flight_date, new Date('2026-10-16'));
});

test('a period of ten years stays one row with a problem', async () => {
  const [row] = await load(file(legRecord([15, '01JUN26'], [22, '01JUN36'])), { rows: 'day' });
  assert.match(String(row.problem), /period: expected at most 1100 days, got 3654/);
});

test('times are not shifted where the carrier record says UTC', async () => {
  const text = ssimFile([HEADER, carrierRecord('XX', 'U'), legRecord(), trailerRecord('XX')]);
  assert.is((await load(text))[0].block_min, 160);
  assert.equal((await load(text, { rows: 'day' }))[0].scheduled_off_block, new Date('2026-06-01T21:30Z'));
});

test('a broken serial, a wrong check of the trailer and a missing trailer are rows with a problem; the legs stay', async () => {
  const lines = file(legRecord(), legRecord()).split('\n');
  const broken = lines.map((line, index) => (index === 3 ? `${line.slice(0, 194)}000009` : line)).join('\n');
  assert.equal(await problemsOf(broken), [
    [4, 'serial: expected 000004, got 000009'],
    [5, 'serial: expected 000010, got 000005; serial check of the trailer: expected 000009, got "000004"'],
  ]);
  assert.is((await load(broken)).filter(({ record_type }) => record_type === '3').length, 2);
  assert.match(
    JSON.stringify(await problemsOf(lines.slice(0, 4).join('\n'))),
    /expected a trailer record \(type 5\), got the end of the file/,
  );
});

test('records of another length or type, and misplaced ones, are told by line', async () => {
  const text = file(legRecord(), segmentRecord('050', 'YY 1', [6, '  99']), 'X'.padEnd(194));
  const short = text.replace(legRecord().slice(0, 150), legRecord().slice(0, 149));
  // Segment data may go on: the leg above them is given when the next one begins.
  assert.equal(
    (await problemsOf(short)).map(([line, problem]) => `${line} ${String(problem).split(';')[0]}`),
    [
      '4 expected segment data of the flight above',
      '3 expected a record of 200 bytes, got 199',
      '5 expected a record of type 1 to 5, got "X"',
    ],
  );
});

for (const [what, part, problem] of [
  ['a date that is none', [15, '31FEB26'], /^period_from: expected a date as 09JUN05, got "31FEB26"$/],
  ['a period that ends before it begins', [22, '01MAY26'], /^period_to: expected no day before period_from$/],
  ['a time beyond the day', [44, '2401'], /^aircraft_std: expected hhmm, got "2401"$/],
  ['days out of place', [29, '13     '], /^days: expected digits from 1 to 7 in their places/],
  ['no days', [29, '       '], /^days: /],
  ['an offset without a sign', [48, '00200'], /^utc_departure_min: /],
  ['another carrier than above', [3, 'ZZ '], /^carrier: expected that of the carrier record above$/],
  ['a station of digits', [37, 'A1A'], /^origin: expected three letters, got "A1A"$/],
] as const) {
  test(`${what} is told, the rest of the leg is read`, async () => {
    const [row] = await load(file(legRecord([part[0], part[1]])));
    assert.match(String(row.problem), problem);
    assert.is(row.flight, '42');
  });
}

test('no problem shows a value where a column is hidden', async () => {
  const rows = await loadFiles(loader, { 'a.ssim': file(legRecord([37, 'A1A'])) }, {}, { hides: (column) => column === 'origin' });
  assert.is(rows[0].problem, 'origin: expected three letters, got another text');
});

test('two data sets in a file: fillers are no records, an end that is none is told', async () => {
  const filler = '0'.repeat(200);
  const text = ssimFile([HEADER, carrierRecord('XX'), legRecord(), trailerRecord('XX', 'C'), carrierRecord('YY'), trailerRecord('YY')]);
  assert.equal(await problemsOf(text.replaceAll('\n', `\n${filler}\n`)), []);
  assert.equal(await problemsOf(text.replace(/C(000004)/, 'E$1')), [
    [5, 'expected the end of the data set, as the trailer above says, got another carrier'],
  ]);
});

test('what is no schedule, and a line without an end, are refused in one line', async () => {
  assert.match(
    await refusalOf(loader, { 'a.ssim': '# notes\n' }),
    /^SourceError: .*a\.ssim: line 1: expected a record of SSIM chapter 7 .*got "# notes"$/,
  );
  assert.match(
    await refusalOf(loader, { 'a.ssim': SMALL_SSIM + '3'.repeat(100_000) }),
    /^SourceError: .*line 7: expected a record of SSIM .*got a line of 100000 bytes$/,
  );
  assert.match(await refusalOf(loader, { 'a.ssim': SMALL_SSIM }, { to: '2026-01-01' }), /^UsageError: .*only beside rows: day/);
  assert.match(
    await refusalOf(loader, { 'a.ssim': SMALL_SSIM }, { rows: 'day', to: '2026-02-30' }),
    /^UsageError: .*a day of the calendar/,
  );
});

test('records without line ends are read as those with them', async () => {
  const many = file(...Array.from({ length: 30 }, () => legRecord()));
  assert.equal(await load(many.replaceAll('\n', '')), await load(many));
  assert.is((await load(SMALL_SSIM.replaceAll('\n', ''))).filter(({ flight }) => flight).length, 2);
});

test.run();

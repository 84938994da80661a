import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { declaredDelayCheck } from '../../../plugins/iata-ops/src/checks/declared-delay.ts';
import { delayCodesCheck } from '../../../plugins/iata-ops/src/checks/delay-codes.ts';
import { gateClashCheck } from '../../../plugins/iata-ops/src/checks/gate-clash.ts';
import { midnightWrapCheck } from '../../../plugins/iata-ops/src/checks/midnight-wrap.ts';
import { readableCheck } from '../../../plugins/iata-ops/src/checks/readable.ts';
import { scheduleOverlapCheck } from '../../../plugins/iata-ops/src/checks/schedule-overlap.ts';
import { scheduleSerialsCheck } from '../../../plugins/iata-ops/src/checks/schedule-serials.ts';
import { timeOrderCheck } from '../../../plugins/iata-ops/src/checks/time-order.ts';
import { AIDX_SCHEMA } from '../../../plugins/iata-ops/src/loaders/aidx/aidx-loader.ts';
import { LEG_SCHEMA } from '../../../plugins/iata-ops/src/loaders/ssim/ssim-schema.ts';
import { listOverlaps } from '../../../plugins/iata-ops/src/schedule/list-overlaps.ts';
import { at, judge, leg, makeRows } from '../../support/flight-rows.ts';
import { hostApi } from '../../support/host-api.ts';

const test = suite('plugins/iata-ops/flight-checks');
const { api } = await hostApi();

test('time-order: take-off before off block fails, a time of the wrong day is not judged', async () => {
  const rows = await makeRows([
    { actual_off_block: at('10:00'), take_off: at('10:12'), landing: at('12:00'), actual_on_block: at('12:05') },
    { actual_off_block: at('10:00'), take_off: at('09:58') },
    { landing: at('12:10'), actual_on_block: at('12:05') },
    { actual_off_block: at('23:55'), take_off: at('00:05') },
    {},
  ]);
  assert.equal(judge(timeOrderCheck(api), rows), [0, 1, 1, 2, 2]);
  assert.equal(judge(timeOrderCheck(api), rows, { slack_min: 2 }), [0, 0, 1, 2, 2]);
  assert.equal(judge(timeOrderCheck(api), rows, { pairs: [['take_off', 'landing']] }), [0, 2, 2, 2, 2]);
});

test('midnight-wrap: a delay below minus an hour', async () => {
  const rows = await makeRows([{ dep_delay_min: -61 }, { dep_delay_min: -60 }, { dep_delay_min: 1400 }, {}]);
  assert.equal(judge(midnightWrapCheck(api), rows), [1, 0, 0, 2]);
  assert.equal(judge(midnightWrapCheck(api), rows, { early_min: 120 }), [0, 0, 0, 2]);
});

test('declared-delay: the codes account for the delay', async () => {
  const rows = await makeRows([
    { dep_delay_min: 35, declared_delay_min: 35 },
    { dep_delay_min: 35, declared_delay_min: 20 },
    { dep_delay_min: -3, declared_delay_min: 0 },
    { dep_delay_min: 35 },
    { declared_delay_min: 20 },
  ]);
  assert.equal(judge(declaredDelayCheck(api), rows), [0, 1, 0, 2, 2]);
  assert.equal(judge(declaredDelayCheck(api), rows, { off_by_min: 15, must_declare_min: 15 }), [0, 0, 0, 1, 2]);
});

test("delay-codes: AHM 730 and 731, and three letters by the user's table", async () => {
  const rows = await makeRows(['93', '93A;15', '07', 'AF', 'DBN', 'x!', '', null].map((codes) => ({ delay_codes: codes })));
  const check = delayCodesCheck(api);
  const table = Buffer.from('code,reason,reactionary\nDBM,late aircraft,yes\n07,our own,no\n');
  assert.equal(judge(check, rows), [0, 0, 1, 0, 0, 1, 0, 2]);
  assert.equal(judge(check, rows, { sub_codes: false }), [0, 1, 1, 0, 0, 1, 0, 2]);
  const prepared = await check.prepare?.({ table: 'codes.csv' }, { baseDir: '.', readFile: async () => table, warn() {} });
  assert.equal(judge(check, rows, { table: 'codes.csv' }, prepared), [0, 0, 0, 0, 1, 1, 0, 2]);
});

test('delay-codes: a table that is none is refused in one line', async () => {
  const context = { baseDir: '.', readFile: async () => Buffer.from('a,b\n1,2\n'), warn() {} };
  const error = await delayCodesCheck(api)
    .prepare?.({ table: 'codes.csv' }, context)
    .catch((thrown: Error) => thrown);
  assert.instance(error, api.SourceError);
  assert.match((error as Error).message, /^codes\.csv: delay codes: expected a header/);
});

test('gate-clash: a gate that is not free in time; a flight does not clash with itself', async () => {
  const gate = { gate: 'B7' };
  const airport = { airport: 'origin' };
  const rows = await makeRows([
    leg('1', 'ORD', '06:00', 'BOS', '08:00', gate),
    leg('2', 'ORD', '06:20', 'BOS', '08:20', gate),
    leg('3', 'ORD', '07:00', 'BOS', '09:00', { ...gate, estimated_off_block: at('06:59') }),
    leg('3', 'ORD', '07:00', 'BOS', '09:00', gate),
    leg('4', 'ORD', '07:05', 'BOS', '09:00', { ...gate, cancelled: true }),
  ]);
  assert.equal(judge(gateClashCheck(api), rows, airport), [0, 1, 2, 0, 2]);
  assert.equal(judge(gateClashCheck(api), rows, { ...airport, before_min: 15 }), [0, 0, 2, 0, 2]);
});

test('gate-clash: a gate of the arrival is not judged by the departure', async () => {
  const gates = { gate: 'B7', gate_airport: 'BOS' };
  const rows = await makeRows(
    [
      leg('1', 'ORD', '06:00', 'BOS', '08:00', gates),
      leg('2', 'BOS', '06:20', 'ORD', '08:20', gates),
      leg('3', 'BOS', '06:30', 'ORD', '08:20', gates),
    ],
    AIDX_SCHEMA,
  );
  assert.equal(judge(gateClashCheck(api), rows), [2, 0, 1]);
  assert.equal(gateClashCheck(api).group({}).key, ['gate_airport', 'gate']);
});

test('time-order: more than a day early is no time past midnight', async () => {
  const off = (text: string) => ({ actual_off_block: new Date('2026-03-10T10:00Z'), take_off: new Date(text) });
  const rows = await makeRows([off('2026-03-01T10:10Z'), off('2026-03-09T10:10Z'), off('2026-03-10T10:10Z')]);
  assert.equal(judge(timeOrderCheck(api), rows), [1, 2, 0]);
});

const day = (date: string) => Date.parse(`${date}T00:00:00Z`) * 1000;

test('periods overlap where they share a day of operation', () => {
  const periods = [
    { suffix: '', from: day('2026-03-01'), to: day('2026-03-31'), days: '1234567' },
    { suffix: '', from: day('2026-03-10'), to: day('2026-03-20'), days: '13' },
    { suffix: 'A', from: day('2026-03-10'), to: day('2026-03-20'), days: '1' },
    { suffix: '', from: day('2026-03-24'), to: day('2026-03-24'), days: '123' },
    { suffix: '', from: day('2026-04-01'), to: Number.POSITIVE_INFINITY, days: '1' },
    { suffix: '', from: day('2026-12-01'), to: day('2026-12-02'), days: '1' },
  ];
  // 24 March 2026 is a Tuesday; 1 December 2026, too: no Monday in two days.
  assert.equal(listOverlaps(periods), [
    { earlier: 0, later: 1, weekdays: [1, 3], days: [1, 3] },
    { earlier: 0, later: 3, weekdays: [1, 2, 3], days: [2] },
    { earlier: 4, later: 5, weekdays: [1], days: [] },
  ]);
});

test('schedule-overlap: the later period of a leg fails', async () => {
  const period = (from: string, to: string | null, days: string, more = {}) => ({
    carrier: 'OA',
    flight: '12',
    leg_sequence: '01',
    period_from: day(from),
    period_to: to === null ? null : day(to),
    days,
    ...more,
  });
  const rows = await makeRows(
    [period('2026-03-01', null, '12345'), period('2026-03-15', '2026-03-31', '67'), period('2026-03-20', '2026-03-31', '5'), {}],
    LEG_SCHEMA,
  );
  assert.equal(judge(scheduleOverlapCheck(api), rows), [0, 0, 1, 2]);
  // XX 102 of a real file: Thursdays of both, but that of the first lies before the second, and the other way round.
  const apart = await makeRows([period('2005-09-08', '2005-09-14', '234'), period('2005-09-09', '2005-09-19', '1456')], LEG_SCHEMA);
  assert.equal(judge(scheduleOverlapCheck(api), apart), [0, 0]);
  assert.equal(judge(scheduleOverlapCheck(api), apart, { share: 'weekday' }), [0, 1]);
});

test('schedule-overlap: an open start, and periods of every other week', async () => {
  const period = (from: string | null, to: string | null, frequency: string | null = null) => ({
    carrier: 'OA',
    flight: '12',
    leg_sequence: '01',
    period_from: from === null ? null : day(from),
    period_to: to === null ? null : day(to),
    days: '1',
    frequency,
  });
  const verdicts = async (...periods: ReturnType<typeof period>[]) => judge(scheduleOverlapCheck(api), await makeRows(periods, LEG_SCHEMA));
  // The open one comes last in the order of first days, and was there first.
  assert.equal(await verdicts(period('2026-03-02', '2026-03-30'), period(null, '2026-03-09')), [1, 0]);
  assert.equal(await verdicts(period('2026-03-16', '2026-03-30'), period(null, '2026-03-09')), [0, 0]);
  assert.equal(await verdicts(period(null, null), period(null, null)), [0, 1]);
  // 2 and 9 March 2026 are Mondays.
  assert.equal(await verdicts(period('2026-03-02', null, '2'), period('2026-03-09', null, '2')), [0, 0]);
  assert.equal(await verdicts(period('2026-03-02', null, '2'), period('2026-03-16', null, '2')), [0, 1]);
  assert.equal(await verdicts(period('2026-03-02', null, '2'), period('2026-03-09', '2026-03-15')), [0, 0]);
  assert.equal(await verdicts(period('2026-03-02', null, '2'), period('2026-03-09', '2026-03-16')), [0, 1]);
  // Which weeks are meant is not known.
  assert.equal(await verdicts(period(null, '2026-03-30', '2'), period('2026-03-02', '2026-03-08')), [0, 0]);
  assert.equal(await verdicts(period(null, '2026-03-30', '2'), period('2026-03-02', '2026-03-30')), [0, 1]);
});

test('schedule-serials and readable read what the loader says', async () => {
  const rows = await makeRows([
    { problem: null },
    { problem: 'serial: expected 000517, got 000516' },
    { problem: 'days: expected 1 to 7, got "8"' },
  ]);
  assert.equal(judge(scheduleSerialsCheck(api), rows), [0, 1, 0]);
  assert.equal(judge(readableCheck(api), rows), [0, 1, 1]);
});

test.run();

import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cancellationJumpCheck } from '../../../plugins/iata-ops/src/checks/cancellation-jump.ts';
import { congestionCheck } from '../../../plugins/iata-ops/src/checks/congestion.ts';
import { onTimePerformanceCheck } from '../../../plugins/iata-ops/src/checks/on-time-performance.ts';
import { parseBaseline } from '../../../plugins/iata-ops/src/congestion/parse-baseline.ts';
import { binomialTail } from '../../../plugins/iata-ops/src/rates/binomial-tail.ts';
import type { Finding, SummaryCheck } from '../../../src/core/check/check.ts';
import type { SourceRecord } from '../../../src/core/frame/records-to-batches.ts';
import { CONTEXT, leg, makeRows } from '../../support/flight-rows.ts';
import { hostApi } from '../../support/host-api.ts';

const test = suite('plugins/iata-ops/rates');
const { api } = await hostApi();
const cancellations = cancellationJumpCheck(api);
const congestion = congestionCheck(api);
const punctuality = onTimePerformanceCheck(api);

async function find(check: SummaryCheck, records: readonly SourceRecord[], options = {}, prepared?: unknown): Promise<Finding> {
  const state = check.start(options, { ...CONTEXT, prepared });
  state.update(await makeRows(records));
  return state.finding();
}

const flights = (cancelled: number, of: number, carrier = 'OA') =>
  Array.from({ length: of }, (_, index) => ({ carrier, cancelled: index < cancelled }));

test('cancellations: what chance explains passes, a jump does not', async () => {
  assert.ok((await find(cancellations, flights(3, 100))).passed);
  const jump = await find(cancellations, flights(12, 100));
  assert.not(jump.passed);
  assert.is(jump.observed, '12 % (12 of 100) cancelled');
  assert.is(jump.expected, 'no share significantly above 2 %');
  assert.ok((await find(cancellations, flights(12, 100), { rate: 0.1 })).passed);
  // One of two is half of all, and no evidence.
  assert.ok((await find(cancellations, flights(1, 2))).passed);
  assert.ok((await find(cancellations, [])).passed);
});

test('cancellations by carrier: one that stops flying shows among many', async () => {
  const rows = [...flights(2, 2000), ...flights(16, 40, 'ZZ')];
  assert.ok((await find(cancellations, rows)).passed);
  const found = await find(cancellations, rows, { by: 'carrier' });
  assert.not(found.passed);
  assert.match(found.observed, /; ZZ: 40 % \(16 of 40\)$/);
});

test('the binomial tail is exact', () => {
  const near = (got: number, wanted: number) => assert.ok(Math.abs(got / wanted - 1) < 1e-8, `${got} is not ${wanted}`);
  near(binomialTail(1, 2, 0.02), 1 - 0.98 ** 2);
  near(binomialTail(10, 10, 0.3), 0.3 ** 10);
  // scipy.stats.binom.sf(k - 1, n, p)
  near(binomialTail(40, 1000, 0.02), 4.339875894746424e-5);
  near(binomialTail(20500, 1000000, 0.02), 0.0001892794225282155);
  assert.is(binomialTail(1, 100, 0), 0);
  assert.is(binomialTail(2, 100, 0.02), 1);
});

test('on-time performance: minute 15 counts as the option says', async () => {
  const rows = [14, 15, 16, null].map((minutes) => ({ arr_delay_min: minutes }));
  const late = await find(punctuality, rows);
  assert.equal(late.rows, { judged: 3, failed: 2 });
  assert.not(late.passed);
  assert.equal((await find(punctuality, rows, { minute_is: 'on-time' })).rows, { judged: 3, failed: 1 });
  assert.equal((await find(punctuality, rows, { late_from_min: 16 })).rows, { judged: 3, failed: 1 });
  assert.ok((await find(punctuality, rows, { max_late: 0.7 })).passed);
  assert.is(late.observed, '66.7 % (2 of 3) late');
});

test('on-time performance counts the rows that its row share judges', async () => {
  const rows = await makeRows([14, 15, 16, null].map((minutes) => ({ arr_delay_min: minutes })));
  const verdicts = new Uint8Array(4);
  punctuality.rowShare?.judge(rows, {}, CONTEXT, verdicts);
  assert.equal([...verdicts], [0, 1, 1, 2]);
  assert.is(punctuality.rowShare?.allowed({}), 0.25);
});

const bank = (count: number, clock = '07:10') =>
  Array.from({ length: count }, (_, index) => leg(String(index), 'ORD', clock, 'BOS', '09:30'));

test('congestion against a table: each flight moves at two airports', async () => {
  const baseline = parseBaseline(api, Buffer.from('airport,hour,movements\nORD,7,10\nBOS,9,40\n'), 'baseline.csv');
  const found = await find(congestion, bank(30), { baseline: 'baseline.csv' }, baseline);
  assert.not(found.passed);
  assert.is(found.observed, '1 of 2 airport-hours congested; ORD 2026-03-06 07h: 30 against 10');
  assert.ok((await find(congestion, bank(30), { baseline: 'baseline.csv', movements: 'arrivals' }, baseline)).passed);
  assert.ok((await find(congestion, bank(30), { baseline: 'baseline.csv', allowed: 1 }, baseline)).passed);
  const cancelled = bank(30).map((row) => ({ ...row, cancelled: true }));
  assert.is((await find(congestion, cancelled, { baseline: 'baseline.csv' }, baseline)).observed, '0 of 0 airport-hours congested');
});

test('congestion against the other days of the airport', async () => {
  const days = Array.from({ length: 9 }, (_, day) =>
    Array.from({ length: day === 4 ? 40 : 9 + (day % 3) }, () => ({
      origin: 'ORD',
      scheduled_off_block: new Date(Date.UTC(2026, 2, 1 + day, 7)),
    })),
  ).flat();
  const found = await find(congestion, days, { movements: 'departures' });
  assert.match(found.observed, /^1 of 216 airport-hours congested; ORD 2026-03-05 07h: 40 against 10$/);
  assert.match((await find(congestion, days, { movements: 'departures', min_days: 10 })).observed, /^0 of 0/);
});

test('congestion: the day that is judged is not among its other days', async () => {
  const days = [1, 1, 20].flatMap((flights, day) =>
    Array.from({ length: flights }, () => ({ origin: 'ORD', scheduled_off_block: new Date(Date.UTC(2026, 2, 1 + day, 7)) })),
  );
  const more = [...days, ...days.slice(2).map((row) => ({ ...row, scheduled_off_block: new Date(Date.UTC(2026, 2, 4, 7)) }))];
  const found = await find(congestion, more, { movements: 'departures', min_days: 3 });
  // 1, 1, 20, 20: beside the others, each 20 has a median of 1.
  assert.match(found.observed, /^2 of 96 airport-hours congested; ORD 2026-03-03 07h: 20 against 1;/);
});

test('a baseline may have its cells in quotes', () => {
  assert.equal([...parseBaseline(api, Buffer.from('"airport","hour","movements"\n"ORD",7,"10"\n'), 'b')], [['ORD 7', 10]]);
});

test('a baseline by weekday counts before one of all days; a bad one is refused in one line', () => {
  const baseline = parseBaseline(api, Buffer.from('airport,hour,weekday,movements\nORD,7,5,3\n'), 'b');
  assert.equal([...baseline], [['ORD 7 5', 3]]);
  assert.throws(
    () => parseBaseline(api, Buffer.from('airport,hour\n'), 'b.csv'),
    /^b\.csv: expected the columns airport, hour, movements, lacking movements$/,
  );
  assert.throws(() => parseBaseline(api, Buffer.from('airport,hour,movements\nORD,24,1\n'), 'b.csv'), /line 2/);
});

test('the findings do not depend on how rows are split and merged', async () => {
  const row = fc.record({
    carrier: fc.constantFrom('OA', 'ZZ', null),
    origin: fc.constantFrom('ORD', 'BOS', null),
    destination: fc.constantFrom('ORD', 'BOS'),
    cancelled: fc.constantFrom(true, false, null),
    arr_delay_min: fc.option(fc.integer({ min: -30, max: 60 })),
    scheduled_off_block: fc.option(fc.integer({ min: 0, max: 400 }).map((hours) => hours * 3_600_000_000)),
    scheduled_on_block: fc.option(fc.integer({ min: 0, max: 400 }).map((hours) => hours * 3_600_000_000)),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 60 }), fc.nat(60), fc.boolean(), async (rows, cut, isSwapped) => {
      for (const [check, options] of [
        [cancellations, { by: 'carrier' }],
        [punctuality, {}],
        [congestion, { min_days: 3, z: 1 }],
      ] as const) {
        const parts = [rows.slice(0, cut), rows.slice(cut)];
        const [one, other] = await Promise.all(
          (isSwapped ? parts.reverse() : parts).map(async (part) => {
            const state = check.start(options, CONTEXT);
            state.update(await makeRows(part));
            return state;
          }),
        );
        one.merge(other);
        assert.equal(one.finding(), await find(check, rows, options));
      }
    }),
    { numRuns: 60 },
  );
});

test.run();

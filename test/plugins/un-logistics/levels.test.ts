import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Baseline } from '../../../plugins/un-logistics/src/baseline/baseline.ts';
import { measureLevel } from '../../../plugins/un-logistics/src/baseline/level.ts';
import { freightPerKgCheck } from '../../../plugins/un-logistics/src/checks/freight-per-kg.ts';
import { leadTimeCheck } from '../../../plugins/un-logistics/src/checks/lead-time.ts';
import { leadTimeRatioFeature } from '../../../plugins/un-logistics/src/features/lead-time-ratio.ts';
import { logFreightPerKgFeature } from '../../../plugins/un-logistics/src/features/log-freight-per-kg.ts';
import { priorityFeature } from '../../../plugins/un-logistics/src/features/priority.ts';
import { scheduleDelayDaysFeature } from '../../../plugins/un-logistics/src/features/schedule-delay-days.ts';
import { weightClassFeature } from '../../../plugins/un-logistics/src/features/weight-class.ts';
import { makeBatch } from '../../core/check/make-batch.ts';
import { scratchDir } from '../../support/cli.ts';
import { hostApi } from '../../support/host-api.ts';
import { judgeCheck, prepareIn } from './judge-check.ts';

const test = suite('plugins/un-logistics/levels');
const options = { baseline: 'history.csv' };
let scratch: Awaited<ReturnType<typeof scratchDir>>;

/** Thirty lines by air to Kenya, 60 days and 8 USD by the kilogram, and 30 to Haiti, 120 days and 16 USD; two to Chad. */
test.before(async () => {
  scratch = await scratchDir();
  const line = (country: string, days: number, rate: number) =>
    `${country},Air,2025-01-01,${new Date(Date.UTC(2025, 0, 1 + days)).toISOString().slice(0, 10)},100,${100 * rate},false,false`;
  const lines = [
    ...Array.from({ length: 31 }, () => line('Kenya', 60, 8)),
    ...Array.from({ length: 30 }, () => line('Haiti', 120, 16)),
    ...Array.from({ length: 2 }, () => line('Chad', 10, 500)),
  ];
  writeFileSync(
    path.join(scratch.dir, 'history.csv'),
    `country,mode,ordered,delivered,weight_kg,freight_usd,weight_shared,freight_shared\n${lines.join('\n')}\n`,
  );
  writeFileSync(path.join(scratch.dir, 'short.csv'), 'country,mode,ordered,delivered\nKenya,Air,2025-01-01,2025-02-01\n');
});
test.after(() => scratch.remove());

test('a level is the median of the logarithms and 1.4826 times their median absolute deviation', () => {
  const level = measureLevel([1, Math.E, Math.E ** 2, Math.E ** 3, Math.E ** 10, 0, -4, Number.NaN]);
  assert.is(level?.rows, 5);
  assert.ok(Math.abs((level?.median ?? 0) - 2) < 1e-12);
  assert.ok(Math.abs((level?.spread ?? 0) - 1.4826) < 1e-9);
  assert.is(measureLevel([0, Number.NaN]), undefined);
});

test('a group with too short a past takes the level of the wider one; a null is no group', () => {
  const rows = [
    ...Array.from({ length: 20 }, () => [['Kenya', 'Air'], 10] as const),
    ...Array.from({ length: 19 }, () => [['Haiti', 'Air'], 1000] as const),
    ...Array.from({ length: 30 }, () => [[null, 'Truck'], 3] as const),
  ];
  const baseline = Baseline.of(2, rows);
  const medianOf = (...group: (string | null)[]) => Math.round(Math.exp(baseline.levelOf(group)?.median ?? Number.NaN));
  assert.is(medianOf('Kenya', 'Air'), 10);
  assert.is(medianOf('Haiti', 'Air'), 10, 'of the mode');
  assert.is(medianOf(null, 'Truck'), 3, 'of the mode');
  assert.is(medianOf('Kenya', 'Ocean'), 10, 'of everything');
  assert.is(Baseline.of(1, [[['Air'], 5]]).levelOf(['Air']), undefined);
});

const lane = (country: string, days: readonly (number | null)[]) => ({
  'country:text': days.map(() => country),
  'mode:text': days.map(() => 'Air'),
  'ordered:date': days.map(() => '2025-06-01'),
  'delivered:date': days.map((count) => (count === null ? null : new Date(Date.UTC(2025, 5, 1 + count)).toISOString())),
});

test('a lead time far above the past of its lane fails; before it, and without a date, it is not judged', async () => {
  const given = { options, dir: scratch.dir };
  // The spread of the past is 0, so that 0.1 counts: three of them are a factor of 1.35.
  assert.equal(await judgeCheck(leadTimeCheck, lane('Kenya', [60, 80, 82, 10, 0, null]), given), [0, 0, 1, 0, 2, 2]);
  assert.equal(await judgeCheck(leadTimeCheck, lane('Haiti', [60, 80, 82, 120, 163]), given), [0, 0, 0, 0, 1]);
});

test('times of day count in the past as they do in the batch', async () => {
  const past = `country,mode,ordered,delivered\n${'Kenya,Air,2025-01-01T00:00:00Z,2025-01-01T12:00:00Z\n'.repeat(25)}`;
  writeFileSync(path.join(scratch.dir, 'hours.csv'), past);
  const times = {
    'country:text': ['Kenya', 'Kenya'],
    'mode:text': ['Air', 'Air'],
    'ordered:timestamp': ['2025-06-01T20:00:00Z', '2025-06-01T00:00:00Z'],
    'delivered:timestamp': ['2025-06-02T08:00:00Z', '2025-06-02T00:00:00Z'],
  };
  const given = { options: { baseline: 'hours.csv' }, dir: scratch.dir };
  assert.equal(await judgeCheck(leadTimeCheck, times, given), [0, 1]);
  const { api } = await hostApi();
  const feature = leadTimeRatioFeature(api);
  const known = await feature.prepare?.(given.options, prepareIn(scratch.dir));
  assert.equal(
    [...feature.compute(makeBatch(times), given.options, known)].map((ratio) => Math.round(ratio * 100) / 100),
    [1, 2],
  );
});

test('without a baseline the level is that of the group, if it is large enough', async () => {
  const days = [...Array.from({ length: 30 }, (_, line) => 55 + (line % 11)), 200];
  assert.equal((await judgeCheck(leadTimeCheck, lane('Kenya', days))).indexOf(1), 30);
  assert.equal(await judgeCheck(leadTimeCheck, lane('Kenya', [60, 60, 900])), [2, 2, 2]);
});

const freight = {
  'country:text': ['Kenya', 'Kenya', 'Haiti', 'Chad', 'Kenya', 'Kenya', 'Kenya'],
  'mode:text': ['Air', 'Air', 'Air', 'Air', 'Air', 'Air', 'Air'],
  'weight_kg:number': [10, 4, 10, 10, 10, 0, null],
  'freight_usd:number': [80, 124_350.82, 160, 80, 900, 80, 80],
  'weight_shared:boolean': [false, false, false, false, true, false, false],
  'freight_shared:boolean': [false, false, false, false, false, false, null],
};

test('freight by the kilogram far above its group fails; shared figures are not judged', async () => {
  const given = { options: { ...options, by: ['country', 'mode'] }, dir: scratch.dir };
  assert.equal(await judgeCheck(freightPerKgCheck, freight, given), [0, 1, 1, 0, 2, 2, 2]);
});

test('a baseline of too few rows is a source error that says what to do', async () => {
  const failure = await judgeCheck(leadTimeCheck, lane('Kenya', [60]), { options: { baseline: 'short.csv' }, dir: scratch.dir }).then(
    () => undefined,
    (error: unknown) => error as Error & { exitCode: number; hint: string },
  );
  assert.is(failure?.exitCode, 3);
  assert.match(failure?.message ?? '', /short\.csv: expected at least 20 rows/);
  assert.match(failure?.hint ?? '', /oads load/);
});

test('features measure against the past of the lane, NaN where it cannot be told', async () => {
  const { api } = await hostApi();
  const round = (values: Float64Array) => [...values].map((value) => Math.round(value * 1000) / 1000);
  const rates = logFreightPerKgFeature(api);
  const known = await rates.prepare?.(options, prepareIn(scratch.dir));
  // Chad has two past rows: the median of its mode is that of 31 rows at 8, 30 at 16 and two at 500.
  const expected = [0, Math.log(124_350.82 / 4 / 8), 0, Math.log(8 / 16), Number.NaN, Number.NaN, Number.NaN];
  assert.equal(round(rates.compute(makeBatch(freight), options, known)), round(Float64Array.from(expected)));
  const times = leadTimeRatioFeature(api);
  const past = await times.prepare?.(options, prepareIn(scratch.dir));
  assert.equal(round(times.compute(makeBatch(lane('Haiti', [120, 360, null])), options, past)), [1, 3, Number.NaN]);
});

test('the features of a row alone', async () => {
  const { api } = await hostApi();
  const dates = makeBatch({
    'scheduled:date': ['2026-01-01', '2026-01-10', null],
    'delivered:date': ['2026-01-03', '2026-01-01', '2026-01-01'],
  });
  assert.equal([...scheduleDelayDaysFeature(api).compute(dates, {}, undefined)], [2, -9, Number.NaN]);
  const weights = makeBatch({ 'weight_kg:number': [1, 45, 99.9, 25_000, null] });
  assert.equal([...weightClassFeature(api).compute(weights, {}, undefined)], [0, 1, 1, 7, Number.NaN]);
  const groups = makeBatch({ 'product_group:text': ['ACT', 'ARV', null] });
  assert.equal([...priorityFeature(api).compute(groups, {}, undefined)], [1, 0, Number.NaN]);
});

test.run();

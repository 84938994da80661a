// What the checks of iata-ops find in the BTS sample, the SSIM sample, and three million flights of vega-datasets.
import { join } from 'node:path';
import { midnightWrapCheck } from '../../plugins/iata-ops/src/checks/midnight-wrap.ts';
import { onTimePerformanceCheck } from '../../plugins/iata-ops/src/checks/on-time-performance.ts';
import { scheduleOverlapCheck } from '../../plugins/iata-ops/src/checks/schedule-overlap.ts';
import { scheduleSerialsCheck } from '../../plugins/iata-ops/src/checks/schedule-serials.ts';
import { timeOrderCheck } from '../../plugins/iata-ops/src/checks/time-order.ts';
import { btsLoader } from '../../plugins/iata-ops/src/loaders/bts/bts-loader.ts';
import { ssimLoader } from '../../plugins/iata-ops/src/loaders/ssim/ssim-loader.ts';
import { listOverlaps } from '../../plugins/iata-ops/src/schedule/list-overlaps.ts';
import type { RowCheck } from '../../src/core/check/check.ts';
import type { Batch } from '../../src/core/frame/batch.ts';
import { cellAt } from '../../src/core/frame/cell.ts';
import type { LoadContext } from '../../src/core/load/loader.ts';
import type { HostApi } from '../../src/core/plugin/api.ts';
import { createHostApi } from '../../src/core/plugin/host-api.ts';
import type { Fact } from './fact.ts';

const CONTEXT = { asOf: new Date('2026-01-01T00:00:00Z'), contract: [], key: [], coercionFailures: () => undefined };

export async function facts(dataDir: string): Promise<Fact[]> {
  const { api } = await createHostApi();
  return [...(await btsFacts(api, dataDir)), ...(await ssimFacts(api, dataDir)), ...(await vegaFacts(api))];
}

async function btsFacts(api: HostApi, dataDir: string): Promise<Fact[]> {
  const path = join(dataDir, 'flights/bts_ontime_2015_sample_50k.csv.gz');
  const [flights] = await collect(btsLoader(api).load({ path }, contextOf(200_000)));
  const departed = count(flights, (row) => !Number.isNaN(flights.numbers('dep_delay_min')[row]));
  const late = onTimePerformanceCheck(api).start({ column: 'dep_delay_min' }, CONTEXT);
  late.update(flights);
  const { rows } = late.finding();
  const share = ((100 * (rows?.failed ?? 0)) / (rows?.judged ?? 1)).toFixed(1);
  const wraps = failing(midnightWrapCheck(api), flights, {});
  const taxi = flights.numbers('taxi_out_min');
  return [
    fact('BTS: rows', '50000', String(flights.rows)),
    fact('BTS: without a departure', '1349', String(flights.rows - departed)),
    fact('BTS: departures 15 minutes late or more, of those that left', '23.3 %', `${share} %`, `${rows?.failed} of ${rows?.judged}`),
    fact('BTS: delays below -60 (midnight-wrap)', '135', String(wraps.length), describeWraps(flights, wraps)),
    fact('BTS: taxi-outs above 60', '426', String(count(flights, (row) => taxi[row] > 60))),
    fact(
      'BTS: take-off before off block, landing after on block (time-order)',
      '0',
      String(failing(timeOrderCheck(api), flights, {}).length),
    ),
    fact('BTS: cells that do not read', '0', String(count(flights, (row) => cellAt(flights.column('problem'), row) !== null))),
  ];
}

/** The wraps by the hour that was scheduled: all are in the evening, if that is what they are. */
function describeWraps(flights: Batch, rows: readonly number[]): string {
  const scheduled = flights.numbers('crs_dep_min');
  const delays = flights.numbers('dep_delay_min');
  const evening = rows.filter((row) => scheduled[row] >= 18 * 60).length;
  return `${evening} of ${rows.length} were scheduled at 18:00 or later; delays from ${Math.min(...rows.map((row) => delays[row]))} to ${Math.max(...rows.map((row) => delays[row]))}`;
}

async function ssimFacts(api: HostApi, dataDir: string): Promise<Fact[]> {
  const path = join(dataDir, 'ssim/avionworx_sample.ssim');
  const [legs] = await collect(ssimLoader(api).load({ path }, contextOf(200_000)));
  const cell = (name: string, row: number) => cellAt(legs.column(name), row);
  const groups = new Map<string, number[]>();
  const from = legs.numbers('period_from');
  for (let row = 0; row < legs.rows; row++) {
    if (cell('flight', row) === null) continue;
    const key = ['carrier', 'flight', 'leg_sequence'].map((name) => cell(name, row)).join(' ');
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const pairs: string[] = [];
  let twice = 0;
  let failed = 0;
  for (const [key, rows] of groups) {
    rows.sort((one, other) => from[one] - from[other] || one - other);
    const sorted = await pick(api, legs, rows);
    const verdicts = new Uint8Array(rows.length);
    scheduleOverlapCheck(api).judge(sorted, { share: 'weekday' }, CONTEXT, verdicts);
    failed += verdicts.filter((verdict) => verdict === 1).length;
    const to = sorted.numbers('period_to');
    const periods = rows.map((row, index) => ({
      suffix: String(cell('suffix', row) ?? ''),
      from: from[row],
      to: Number.isNaN(to[index]) ? Number.POSITIVE_INFINITY : to[index],
      days: String(cell('days', row) ?? ''),
    }));
    for (const { earlier, later, weekdays, days } of listOverlaps(periods)) {
      twice += days.length;
      const say = (row: number) =>
        `line ${cell('line', row)} ${cell('period_from', row)}..${cell('period_to', row)} days ${cell('days', row)}`;
      pairs.push(`${key}: ${say(rows[earlier])} and ${say(rows[later])} share ${weekdays.join('')}`);
    }
  }
  return [
    fact('SSIM: pairs of periods that overlap and share a weekday (share: weekday)', '21', String(pairs.length), pairs.join('\n')),
    fact('SSIM: rows that fail schedule-overlap with share: weekday', '21', String(failed)),
    fact(
      'SSIM: days that a leg is really scheduled twice (share: day)',
      '0',
      String(twice),
      'of each of the 21 pairs the shared weekdays lie outside what the periods have in common: no leg is scheduled twice',
    ),
    fact('SSIM: serial breaks (schedule-serials)', '1', String(failing(scheduleSerialsCheck(api), legs, {}).length)),
  ];
}

async function vegaFacts(api: HostApi): Promise<Fact[]> {
  const path = join(import.meta.dirname, '../../node_modules/vega-datasets/data/flights-3m.parquet');
  let rows = 0;
  let wraps = 0;
  let least = Number.POSITIVE_INFINITY;
  for await (const batch of api.files.readTable({ path }, contextOf(65_536))) {
    rows += batch.rows;
    wraps += failing(midnightWrapCheck(api), batch, { column: 'delay' }).length;
    for (const delay of batch.numbers('delay')) if (delay < least) least = delay;
  }
  return [
    fact('flights-3m: rows', '3000000', String(rows)),
    fact('flights-3m: delays below -60 (midnight-wrap)', '142', String(wraps)),
    fact('flights-3m: least delay', '-1116', String(least)),
  ];
}

function fact(what: string, expected: string, got: string, note?: string): Fact {
  return { what, expected, got, agrees: expected === got, note };
}

function failing(check: RowCheck, batch: Batch, options: Record<string, unknown>): number[] {
  const verdicts = new Uint8Array(batch.rows);
  check.judge(batch, options, CONTEXT, verdicts);
  return [...verdicts.keys()].filter((row) => verdicts[row] === 1);
}

function count(batch: Batch, holds: (row: number) => boolean): number {
  return Array.from({ length: batch.rows }, (_, row) => row).filter(holds).length;
}

/** Rows of a batch in an order of their own. */
async function pick(api: HostApi, batch: Batch, rows: readonly number[]): Promise<Batch> {
  const isTime = (type: string) => type === 'date' || type === 'timestamp';
  const records = rows.map((row) =>
    Object.fromEntries(
      batch.schema.map(({ name, type }) => [
        name,
        isTime(type) ? batch.numbers(name)[row] : (cellAt(batch.column(name), row) as string | null),
      ]),
    ),
  );
  return (await collect(api.recordsToBatches(batch.schema, records, { batchRows: 100_000 })))[0];
}

async function collect(batches: AsyncIterable<Batch>): Promise<Batch[]> {
  const all: Batch[] = [];
  for await (const batch of batches) all.push(batch);
  return all;
}

function contextOf(batchRows: number): LoadContext {
  return { asOf: CONTEXT.asOf, contract: [], key: [], batchRows, baseDir: '.', warn() {} };
}

import path from 'node:path';
import { parseArgs } from 'node:util';
import { wilsonInterval } from '../../src/core/profile/wilson.ts';
import { printTable } from '../print-table.mjs';
import { SCENARIOS, type Scenario, SIZES } from './drift/scenarios.ts';
import { simulateDrift } from './drift/simulate.ts';

export interface DriftRow {
  readonly group: string;
  readonly name: string;
  readonly referenceRows: number;
  readonly rows: number;
  readonly batches: number;
  /** Batches called moderate or severe, and those called severe alone. */
  readonly alarms: number;
  readonly severe: number;
  /** Batches in which the dependence of two features was found changed. */
  readonly byPairs: number;
  readonly interval: readonly [number, number];
  readonly target: string;
  /** `met`: so is the whole interval; `within`: the rate is, the interval is not; `missed`: the rate is not. */
  readonly verdict: 'met' | 'within' | 'missed' | '';
}

export interface DriftOptions {
  readonly seed: number;
  /** A small sample of each row, at no more than 1,000 rows a batch. */
  readonly quick: boolean;
  /** Only scenarios whose group or name holds this. */
  readonly only?: string;
  /** Only batches of these sizes. */
  readonly sizes?: readonly number[];
  /** Batches of up to 1,000 rows for the rates with a target of their own; larger batches and other rates have fewer. */
  readonly batches?: number;
  readonly onRow?: (row: DriftRow) => void;
}

/** How often a batch is called drifted, on the code of oads, by kind of drift, size of the batch and of the reference. */
export async function calibrateDrift({ seed, quick, only = '', sizes = SIZES, batches = 2000, onRow }: DriftOptions): Promise<DriftRow[]> {
  const table: DriftRow[] = [];
  for (const scenario of SCENARIOS.filter(({ group, name }) => `${group} ${name}`.includes(only))) {
    for (const referenceRows of scenario.referenceRows) {
      for (const rows of scenario.sizes.filter((size) => sizes.includes(size) && (!quick || size <= 1000))) {
        const row = await measure(scenario, referenceRows, rows, { seed, batches: quick ? 20 : batchesFor(scenario, rows, batches) });
        table.push(row);
        onRow?.(row);
      }
    }
  }
  return table;
}

/** 400 without an alarm give an interval below 1 %: as many of the largest batches, which cost most, where there is a target. */
function batchesFor({ weight }: Scenario, rows: number, batches: number): number {
  return Math.ceil(Math.max(Math.min(400, batches) * Math.min(1, 4 * weight), rows <= 1000 ? batches * weight : 0));
}

async function measure(
  scenario: Scenario,
  referenceRows: number,
  rows: number,
  { seed, batches }: { seed: number; batches: number },
): Promise<DriftRow> {
  const { group, name, reference, current, target } = scenario;
  let alarms = 0;
  let severe = 0;
  let byPairs = 0;
  for await (const { verdict, multivariate } of simulateDrift({ reference, current, referenceRows, rows, batches, seed })) {
    if (verdict === 'moderate' || verdict === 'severe') alarms++;
    if (verdict === 'severe') severe++;
    if (multivariate.drifted.length > 0) byPairs++;
  }
  const { low, high } = wilsonInterval(alarms, batches);
  return {
    group,
    name,
    referenceRows,
    rows,
    batches,
    alarms,
    severe,
    byPairs,
    interval: [low, high],
    ...compare(alarms / batches, [low, high], target?.(rows)),
  };
}

function compare(
  rate: number,
  [low, high]: readonly [number, number],
  target: ReturnType<NonNullable<Scenario['target']>>,
): Pick<DriftRow, 'target' | 'verdict'> {
  if (!target) return { target: '', verdict: '' };
  if ('most' in target)
    return { target: `≤ ${percent(target.most)}`, verdict: high <= target.most ? 'met' : rate <= target.most ? 'within' : 'missed' };
  return { target: `≥ ${percent(target.least)}`, verdict: low >= target.least ? 'met' : rate >= target.least ? 'within' : 'missed' };
}

const HEADING = ['drift', 'reference', 'rows', 'batches', 'moderate or severe', '95 % interval', 'severe', 'by pairs', 'target', ''];

/** The table by groups, as text. */
export function printDrift(table: readonly DriftRow[]): void {
  for (const group of new Set(table.map((row) => row.group))) {
    const rows = table.filter((row) => row.group === group).map(cellsOf);
    printTable(group, HEADING, rows);
  }
}

function cellsOf(row: DriftRow): string[] {
  const { name, referenceRows, rows, batches, alarms, severe, byPairs, interval, target, verdict } = row;
  const shown = [referenceRows, rows, batches].map((count) => count.toLocaleString('en-US'));
  const range = `${percent(interval[0])} – ${percent(interval[1])}`;
  return [name, ...shown, percent(alarms / batches), range, percent(severe / batches), percent(byPairs / batches), target, verdict];
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}

if (path.resolve(process.argv[1]) === import.meta.filename) {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      seed: { type: 'string', default: '1' },
      only: { type: 'string' },
      batches: { type: 'string', default: '2000' },
      sizes: { type: 'string', default: SIZES.join() },
    },
  });
  const onRow = (row: DriftRow) => process.stderr.write(`${row.group}: ${cellsOf(row).join('  ')}\n`);
  const { quick, only } = values;
  const sizes = values.sizes.split(',').map(Number);
  printDrift(await calibrateDrift({ seed: Number(values.seed), batches: Number(values.batches), sizes, quick, only, onRow }));
}

import path from 'node:path';
import { parseArgs } from 'node:util';
import { wilsonInterval } from '../../src/core/profile/wilson.ts';
import { printTable } from '../print-table.mjs';
import { SCENARIOS, type Scenario } from './segments/scenarios.ts';

export interface SegmentRow {
  readonly group: string;
  readonly name: string;
  readonly batches: number;
  readonly hits: number;
  readonly interval: readonly [number, number];
  /** Batches in which something else was named, too. */
  readonly others: number;
  readonly target: string;
  /** `met`: so is the whole interval; `within`: the rate is, the interval is not; `missed`: the rate is not. */
  readonly verdict: 'met' | 'within' | 'missed' | '';
}

export interface SegmentOptions {
  readonly seed: number;
  /** A small sample of each row. */
  readonly quick: boolean;
  /** Only scenarios whose group or name holds this. */
  readonly only?: string;
  readonly batches?: number;
  readonly onRow?: (row: SegmentRow) => void;
}

/** How often segments and seasons are said to have drifted, failed or vanished, on the code of oads and on counts drawn. */
export async function calibrateSegments({ seed, quick, only = '', batches = 1000, onRow }: SegmentOptions): Promise<SegmentRow[]> {
  const table: SegmentRow[] = [];
  for (const scenario of SCENARIOS.filter(({ group, name }) => `${group} ${name}`.includes(only))) {
    const row = measure(scenario, seed, quick ? 20 : Math.ceil(batches * scenario.share));
    table.push(row);
    onRow?.(row);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return table;
}

function measure({ group, name, target, start }: Scenario, seed: number, batches: number): SegmentRow {
  const next = start(seed);
  let hits = 0;
  let others = 0;
  for (let batch = 0; batch < batches; batch++) {
    const seen = next();
    if (seen.hit) hits++;
    if (seen.others) others++;
  }
  const { low, high } = wilsonInterval(hits, batches);
  return { group, name, batches, hits, others, interval: [low, high], ...compare(hits / batches, low, high, target) };
}

function compare(rate: number, low: number, high: number, target: Scenario['target']): Pick<SegmentRow, 'target' | 'verdict'> {
  if (!target) return { target: '', verdict: '' };
  const [met, within, text] =
    'most' in target
      ? [high <= target.most, rate <= target.most, `≤ ${percent(target.most)}`]
      : [low >= target.least, rate >= target.least, `≥ ${percent(target.least)}`];
  return { target: text, verdict: met ? 'met' : within ? 'within' : 'missed' };
}

const HEADING = ['', 'batches', 'rate', '95 % interval', 'others named', 'target', ''];

/** The table by groups, as text. */
export function printSegments(table: readonly SegmentRow[]): void {
  for (const group of new Set(table.map((row) => row.group))) {
    const rows = table.filter((row) => row.group === group).map(cellsOf);
    printTable(group, HEADING, rows);
  }
}

function cellsOf({ name, batches, hits, others, interval, target, verdict }: SegmentRow): string[] {
  const range = `${percent(interval[0])} – ${percent(interval[1])}`;
  return [name, batches.toLocaleString('en-US'), percent(hits / batches), range, percent(others / batches), target, verdict];
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
      batches: { type: 'string', default: '1000' },
    },
  });
  const onRow = ({ group, name, hits, others, batches }: SegmentRow) =>
    process.stderr.write(`${group}: ${name}: ${hits} of ${batches}, others ${others}\n`);
  const { quick, only } = values;
  printSegments(await calibrateSegments({ seed: Number(values.seed), batches: Number(values.batches), quick, only, onRow }));
}

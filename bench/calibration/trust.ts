import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadPolars } from '../../src/core/frame/polars.ts';
import { wilsonInterval } from '../../src/core/profile/wilson.ts';
import type { TrustLevel } from '../../src/core/snapshot/parts.ts';
import { printTable } from '../print-table.mjs';
import { type CheckAlone, checkAlone, printCheckAlone } from './trust/check-alone.ts';
import { fitInMemory } from './trust/fit-in-memory.ts';
import { judgeGoals, printGoals } from './trust/goals.ts';
import { FDR_TARGET, type Judged, judgeBatch, NOMINAL_RATE, scorePool } from './trust/judge-batch.ts';
import { CLEAN, drawRows, KINDS, SCENARIOS, type Scenario } from './trust/scenarios.ts';

const REFERENCE_ROWS = [2000, 10_000];
const SIZES = [50, 100, 200, 500, 1000, 10_000, 100_000];

/** All runs of one scenario at one size. */
export interface TrustCell {
  readonly scenario: Scenario;
  readonly rows: number;
  readonly runs: TrustRun[];
}

/** One simulated run, and what is really so. */
export interface TrustRun {
  readonly level: TrustLevel;
  readonly drift: Judged['drift'];
  /** Calibration check alone. */
  readonly valid: boolean | null;
  /** Share of fresh sound rows of this scenario that the threshold flags. */
  readonly falsePositiveRate: number;
  /** Share of the discoveries at the target that were not planted. */
  readonly falseDiscoveryShare: number;
}

export interface TrustOptions {
  readonly seed: number;
  readonly quick: boolean;
  /** Bundles of each kind and size of reference. */
  readonly bundles?: number;
  readonly onBundle?: (text: string) => void;
}

export interface TrustTable {
  readonly cells: readonly TrustCell[];
  readonly check: CheckAlone;
}

/**
 * What oads says of batches of every kind of drift, beside what is so, all other evidence being the best. Bundles are fitted by the
 * code of `oads fit`; rows are scored once a bundle and scenario, and batches are disjoint parts of them.
 */
export async function calibrateTrust({ seed, quick, bundles = quick ? 1 : 5, onBundle }: TrustOptions): Promise<TrustTable> {
  await loadPolars();
  const poolRows = quick ? 5000 : 100_000;
  const sizes = SIZES.filter((rows) => rows <= (quick ? 1000 : poolRows));
  const cells = SCENARIOS.flatMap((scenario) => sizes.map((rows): TrustCell => ({ scenario, rows, runs: [] })));
  for (const kind of KINDS)
    for (const referenceRows of REFERENCE_ROWS)
      for (let number = 0; number < bundles; number++) {
        const own = seed * 1000 + number;
        onBundle?.(`${kind}, reference of ${referenceRows}, bundle ${number + 1} of ${bundles}`);
        const bundle = await fitInMemory(drawRows(kind, CLEAN, referenceRows, own, 0), { seed: own, falseAlarmRate: NOMINAL_RATE });
        for (const [index, scenario] of SCENARIOS.entries()) {
          if (!scenario.kinds.includes(kind)) continue;
          const pool = await scorePool(bundle, drawRows(kind, scenario, poolRows, own, index + 1));
          for (const { rows, runs } of cells.filter((cell) => cell.scenario === scenario)) {
            const batches = Math.min(quick ? 5 : 40, Math.floor(poolRows / rows));
            for (let batch = 0; batch < batches; batch++) {
              const { level, drift, calibration, discoveries, falseDiscoveries } = judgeBatch(
                bundle,
                pool,
                batch * rows,
                (batch + 1) * rows,
              );
              runs.push({
                level,
                drift,
                valid: calibration.valid,
                falsePositiveRate: pool.falsePositiveRate,
                falseDiscoveryShare: discoveries === 0 ? 0 : falseDiscoveries / discoveries,
              });
            }
          }
        }
      }
  return { cells, check: checkAlone({ seed, quick }) };
}

const HEADING = [
  'batch',
  'rows',
  'runs',
  'certified',
  '95 % interval',
  'qualified',
  'rank-only',
  'drift',
  'check failed',
  'true rate / nominal',
  'FDR of certified',
];

export function printTrust({ cells, check }: TrustTable): void {
  const rows = cells.map(({ scenario, rows: size, runs }) => {
    const certified = runs.filter(({ level }) => level === 'certified');
    const share = (count: number) => percent(count / runs.length);
    const at = (level: TrustLevel) => share(runs.filter((run) => run.level === level).length);
    const { low, high } = wilsonInterval(certified.length, runs.length);
    return [
      scenario.name,
      size.toLocaleString('en-US'),
      runs.length.toLocaleString('en-US'),
      at('certified'),
      `${percent(low)} – ${percent(high)}`,
      at('qualified'),
      at('rank-only'),
      share(runs.filter(({ drift }) => drift === 'moderate' || drift === 'severe').length),
      share(runs.filter(({ valid }) => valid === false).length),
      (mean(runs.map(({ falsePositiveRate }) => falsePositiveRate)) / NOMINAL_RATE).toFixed(2),
      certified.length === 0 ? '-' : mean(certified.map(({ falseDiscoveryShare }) => falseDiscoveryShare)).toFixed(3),
    ];
  });
  printTable(`trust: threshold at ${NOMINAL_RATE}, FDR target ${FDR_TARGET}`, HEADING, rows);
  printCheckAlone(check);
  printGoals(judgeGoals(cells));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

if (path.resolve(process.argv[1]) === import.meta.filename) {
  const { values } = parseArgs({
    options: { quick: { type: 'boolean', default: false }, seed: { type: 'string', default: '1' }, bundles: { type: 'string' } },
  });
  const bundles = values.bundles === undefined ? undefined : Number(values.bundles);
  const onBundle = (text: string) => process.stderr.write(`${text}\n`);
  printTrust(await calibrateTrust({ seed: Number(values.seed), quick: values.quick, bundles, onBundle }));
}

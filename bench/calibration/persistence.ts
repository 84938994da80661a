import path from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom, type Random } from '../../src/core/model/random.ts';
import { decidePersistence, type EarlierVerdict } from '../../src/core/trust/decide-persistence.ts';
import { printTable } from '../print-table.mjs';

export interface PersistenceRow {
  readonly runs: number;
  readonly of: number;
  /** How often a run of sound data is severe by chance or for a moment. */
  readonly passing: number;
  /** Share of the runs before the change that are blocked. */
  readonly blockedBefore: number;
  /** Share of the changes of which not one run is scored but waiting. */
  readonly atOnce: number;
  /** Severe runs that are scored, rank-only, between the change and the first block: mean and the largest. */
  readonly waited: number;
  readonly waitedMost: number;
}

const RULES = [
  [1, 2],
  [2, 3],
  [3, 5],
] as const;
const PASSING = [0.01, 0.05, 0.2];
const CALM_RUNS = 50;
/** How surely a run after the change is severe. */
const POWER = 0.9;

/** What the k-of-m rule does to single severe runs, and how long it lets a lasting change wait. */
export function calibratePersistence({ seed, quick }: { seed: number; quick: boolean }): PersistenceRow[] {
  return RULES.flatMap(([runs, of]) =>
    PASSING.map((passing) => {
      const random = createRandom(seed, 100 * runs + of);
      const sequences = Array.from({ length: quick ? 50 : 2000 }, () => playSequence(random, { runs, of }, passing));
      const mean = (of: (sequence: Sequence) => number) => sequences.reduce((sum, sequence) => sum + of(sequence), 0) / sequences.length;
      return {
        runs,
        of,
        passing,
        blockedBefore: mean(({ blockedBefore }) => blockedBefore) / CALM_RUNS,
        atOnce: mean(({ waited }) => (waited === 0 ? 1 : 0)),
        waited: mean(({ waited }) => waited),
        waitedMost: Math.max(...sequences.map(({ waited }) => waited)),
      };
    }),
  );
}

interface Sequence {
  readonly blockedBefore: number;
  readonly waited: number;
}

/** Calm runs, then a change for good, until the first block. */
function playSequence(random: Random, rule: { runs: number; of: number }, passing: number): Sequence {
  let history: EarlierVerdict[] = Array.from({ length: rule.of - 1 }, () => ({ run_id: '', verdict: 'none' }));
  const play = (share: number) => {
    const raw = random.nextFloat() < share ? 'severe' : 'none';
    const { blocks } = decidePersistence(raw, history, rule);
    history = [{ run_id: '', verdict: raw } as const, ...history].slice(0, rule.of - 1);
    return { raw, blocks };
  };
  let blockedBefore = 0;
  for (let run = 0; run < CALM_RUNS; run++) if (play(passing).blocks) blockedBefore++;
  for (let waited = 0; ; ) {
    const { raw, blocks } = play(POWER);
    if (blocks) return { blockedBefore, waited };
    if (raw === 'severe') waited++;
  }
}

export function printPersistence(table: readonly PersistenceRow[]): void {
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  printTable(
    `persistence: ${CALM_RUNS} runs of which some are severe for a moment, then a change that ${100 * POWER} % of runs see`,
    ['rule', 'passing severe', 'blocked before', 'blocked at once', 'severe runs that waited', 'at most'],
    table.map(({ runs, of, passing, blockedBefore, atOnce, waited, waitedMost }) => [
      `${runs} of ${of}`,
      percent(passing),
      percent(blockedBefore),
      percent(atOnce),
      waited.toFixed(2),
      String(waitedMost),
    ]),
  );
}

if (path.resolve(process.argv[1]) === import.meta.filename) {
  const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, seed: { type: 'string', default: '1' } } });
  printPersistence(calibratePersistence({ seed: Number(values.seed), quick: values.quick }));
}

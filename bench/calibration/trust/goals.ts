import { wilsonInterval } from '../../../src/core/profile/wilson.ts';
import { printTable } from '../../print-table.mjs';
import type { TrustCell, TrustRun } from '../trust.ts';
import { FDR_TARGET, NOMINAL_RATE } from './judge-batch.ts';

/** What the project wants of trust, and what was measured. */
export interface Goal {
  readonly text: string;
  readonly target: string;
  readonly measured: string;
  readonly met: boolean;
}

export function judgeGoals(cells: readonly TrustCell[]): Goal[] {
  const large = cells.filter(({ rows }) => rows >= 500);
  const runsOf = (chosen: readonly TrustCell[]) => chosen.flatMap(({ runs }) => runs);
  const isCertified = ({ level }: TrustRun) => level === 'certified';
  const isDrift = ({ drift }: TrustRun) => drift === 'moderate' || drift === 'severe';
  const bursts = cells.filter(({ scenario }) => scenario.truth === 'burst');
  const shrunken = cells.filter(({ scenario, rows }) => scenario.name === 'scale x .8' && rows === 200);
  const doubled = runsOf(large).filter(({ falsePositiveRate }) => falsePositiveRate >= 2 * NOMINAL_RATE);
  return [
    atMost('certified, of runs from 500 rows on whose true false positive rate is at least doubled', doubled, isCertified, 0.01),
    atLeast(
      'certified, of clean runs from 500 rows on',
      runsOf(large.filter(({ scenario }) => scenario.truth === 'clean')),
      isCertified,
      0.95,
    ),
    fdrGoal('realised FDR of certified runs with planted anomalies', runsOf(bursts).filter(isCertified)),
    fdrGoal('realised FDR of all certified runs', runsOf(cells).filter(isCertified)),
    fdrGoal(
      'realised FDR of certified runs without any anomaly',
      runsOf(cells.filter(({ scenario }) => scenario.truth !== 'burst')).filter(isCertified),
    ),
    atMost('called drift, of runs with a burst of 5 % anomalies', runsOf(bursts), isDrift, 0.05),
    atMost('called severe drift, of the same', runsOf(bursts), ({ drift }) => drift === 'severe', 0.01),
    atLeast('not certified, of runs with spread x .8 and 200 rows', runsOf(shrunken), (run) => !isCertified(run), 0.99),
  ];
}

export function printGoals(goals: readonly Goal[]): void {
  const rows = goals.map(({ text, target, measured, met }) => [text, target, measured, met ? 'met' : 'missed']);
  printTable('goals', ['what', 'target', 'measured', ''], rows);
}

function atMost(text: string, runs: readonly TrustRun[], is: (run: TrustRun) => boolean, limit: number): Goal {
  const count = runs.filter(is).length;
  return { text, target: `<= ${100 * limit} %`, measured: describeShare(count, runs.length), met: count <= limit * runs.length };
}

function atLeast(text: string, runs: readonly TrustRun[], is: (run: TrustRun) => boolean, limit: number): Goal {
  const count = runs.filter(is).length;
  return { text, target: `>= ${100 * limit} %`, measured: describeShare(count, runs.length), met: count >= limit * runs.length };
}

function fdrGoal(text: string, runs: readonly TrustRun[]): Goal {
  const limit = 1.1 * FDR_TARGET;
  const realised = runs.reduce((sum, { falseDiscoveryShare }) => sum + falseDiscoveryShare, 0) / runs.length;
  return { text, target: `<= ${limit.toFixed(2)}`, measured: `${realised.toFixed(4)} over ${runs.length} runs`, met: realised <= limit };
}

function describeShare(count: number, n: number): string {
  const { low, high } = wilsonInterval(count, n);
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  return `${percent(count / n)} of ${n}, 95 % interval ${percent(low)} to ${percent(high)}`;
}

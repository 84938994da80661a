import type { Backfilled, Step } from '../../core/pipeline/schedule/backfill.ts';
import { alignColumns, formatCount, formatPercent } from '../render/format.ts';
import { formatSpan } from './format-span.ts';

const WORDS: Record<Step['state'], string> = {
  run: '',
  there: 'unchanged',
  skipped: 'skipped',
  failed: 'failed',
  not_reached: 'not reached',
};

/** A line for each step, and the totals last. */
export function renderSteps({ steps }: Backfilled): string {
  const rows = steps.map(({ span, state, runId, summary, exitCode }) => [
    formatSpan(span),
    runId ?? '-',
    summary ? formatCount(summary.rows_processed) : '-',
    summary?.anomaly_rate ? formatPercent(summary.anomaly_rate.value) : '-',
    summary?.quality_flag ?? '-',
    summary?.drift_flag ?? '-',
    summary?.trust_level ?? '-',
    exitCode === null ? '-' : String(exitCode),
    WORDS[state],
  ]);
  const heading = ['window', 'run', 'rows', 'anomalies', 'quality', 'drift', 'trust', 'exit', ''];
  const lines = alignColumns([heading, ...rows]).map((line) => line.trimEnd());
  return [...lines, countSteps(steps)].join('\n');
}

function countSteps(steps: readonly Step[]): string {
  const count = (state: Step['state']) => steps.filter((step) => step.state === state).length;
  const parts = [
    [count('run'), 'written'],
    [count('there'), 'unchanged'],
    [count('skipped'), 'skipped: their runs are there'],
    [count('failed'), 'failed'],
    [count('not_reached'), 'not reached'],
  ] as const;
  const said = parts.filter(([number]) => number > 0).map(([number, what]) => `${formatCount(number)} ${what}`);
  return `${formatCount(steps.length)} steps: ${said.join(', ')}`;
}

import type { Backfilled, Step } from '../../core/pipeline/schedule/backfill.ts';
import { formatCount, formatPercent } from '../render/format.ts';
import type { Line } from '../terminal/glyphs.ts';
import { layOutLine, layOutTable } from '../terminal/lay-out.ts';
import { PAPER, type Screen } from '../terminal/screen.ts';
import { verdict } from '../terminal/verdict-style.ts';
import { formatSpan } from './format-span.ts';

const WORDS: Record<Step['state'], string> = {
  run: '',
  there: 'unchanged',
  skipped: 'skipped',
  failed: 'failed',
  not_reached: 'not reached',
};

const COLUMNS = [
  { name: 'window', keep: true },
  { name: 'run', keep: true },
  { name: 'rows', align: 'right' },
  { name: 'anomalies', align: 'right' },
  { name: 'quality' },
  { name: 'drift' },
  { name: 'trust', keep: true },
  { name: 'exit', align: 'right' },
  { name: 'is', drop: 1 },
] as const;

/** A line for each step, and the totals last. */
export function renderSteps({ steps }: Backfilled, screen: Screen = PAPER): string {
  const rows = steps.map(({ span, state, runId, summary, exitCode }): Line[] => [
    formatSpan(span),
    runId ?? '-',
    summary ? formatCount(summary.rows_processed) : '-',
    summary?.anomaly_rate ? formatPercent(summary.anomaly_rate.value) : '-',
    flag(summary?.quality_flag),
    flag(summary?.drift_flag),
    flag(summary?.trust_level),
    exitCode === null ? '-' : String(exitCode),
    WORDS[state],
  ]);
  return [...layOutTable(rows, COLUMNS, screen, { head: true }), ...layOutLine(countSteps(steps), screen)].join('\n');
}

const flag = (word: string | undefined): Line => (word === undefined ? '-' : [verdict(word)]);

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

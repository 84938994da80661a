import { formatCount, formatPercent, formatRate } from '../render/format.ts';
import { describeReasons, nameRow } from '../render/score.ts';
import type { Line } from '../terminal/glyphs.ts';
import { layOutLine, layOutPairs, layOutTable } from '../terminal/lay-out.ts';
import { PAPER, type Screen } from '../terminal/screen.ts';
import { dim, verdict } from '../terminal/verdict-style.ts';
import type { NextCommand } from './list-next.ts';
import { type Day, nameDay } from './run-days.ts';
import { SAMPLE } from './sample.ts';

const COLUMNS = [
  { name: 'day', keep: true },
  { name: 'rows', align: 'right' },
  { name: 'anomalies', align: 'right' },
  { name: 'quality' },
  { name: 'drift' },
  { name: 'trust', keep: true },
] as const;

const TOP_SHOWN = 3;

type Pair = [label: string, value: Line];

/** What came out: a line a day, the newest day in full, why others are trusted less, and what comes next. */
export function renderDemo(days: readonly Day[], next: readonly NextCommand[], screen: Screen = PAPER): string {
  const rows = days.map(({ span, result: { state } }): Line[] => [
    nameDay(span),
    formatCount(state.summary.rows_processed),
    state.summary.anomaly_rate ? formatPercent(state.summary.anomaly_rate.value) : '-',
    [verdict(state.summary.quality_flag)],
    [verdict(state.summary.drift_flag)],
    [verdict(state.summary.trust_level)],
  ]);
  const pairs = [...describeNewest(days[days.length - 1]), ...describeLesser(days)];
  return [
    ...layOutLine(`${days.length} days of real US departures of June 2001, one flight in ten, each day a run:`, screen),
    ...layOutTable(rows, COLUMNS, screen, { head: true }),
    ...layOutPairs(pairs, screen),
    ...layOutLine('what comes next:', screen),
    // As one line however narrow the screen is: a command is copied.
    ...next.flatMap(({ command, shows }) => [
      ...layOutLine([dim(`  # ${shows}`)], screen, 4),
      ...layOutLine(`  ${command}`, { ...screen, columns: undefined }),
    ]),
  ].join('\n');
}

function describeNewest({ span, result }: Day): Pair[] {
  const { state, metrics } = result;
  const { trust, summary } = state;
  const why: Pair[] =
    trust.level === 'certified'
      ? [['', '- every check passed, the world is that of the reference, the scores look like those of the calibration']]
      : trust.reasons.map(({ message, evidence }): Pair => ['', `- ${message}${evidence ? ` [${evidence}]` : ''}`]);
  const { expected_false_alarms: expected } = metrics;
  return [
    [nameDay(span), [verdict(trust.level), `: ${MEANINGS[trust.level]}`]],
    ...why,
    ['rows', `${formatCount(summary.rows_processed)} (${formatCount(trust.data.scored)} scored)`],
    [
      'anomaly rate',
      `${formatRate(summary.anomaly_rate)}${expected === null ? '' : `; sound rows alone would give about ${formatCount(Math.round(expected))}`}`,
    ],
    ...metrics.top
      .slice(0, TOP_SHOWN)
      .map((row, index): Pair => [index === 0 ? 'most anomalous' : '', [`${nameRow(row)}: `, describeReasons(row)]]),
  ];
}

const MEANINGS = {
  certified: 'scores, p-values and the expected number of false alarms may be used',
  qualified: 'scores and p-values may be used, with a caveat',
  'rank-only': 'the order of the rows may be used, no more',
  withheld: 'nothing was scored, and no anomaly is shown',
} as const;

/** Of each other level the last day that has it. */
function describeLesser(days: readonly Day[]): Pair[] {
  const newest = days[days.length - 1];
  const last = new Map(days.map((day) => [day.result.state.trust.level, day]));
  last.delete(newest.result.state.trust.level);
  return [...last.values()]
    .sort((a, b) => b.span.from.getTime() - a.span.from.getTime())
    .map((day): Pair => {
      const { level, reasons } = day.result.state.trust;
      const [first] = reasons;
      const planted = nameDay(day.span) === SAMPLE.doubled ? '; the sample repeats these rows on purpose' : '';
      return [nameDay(day.span), [verdict(level), `: ${first.message}${first.evidence ? ` [${first.evidence}]` : ''}${planted}`]];
    });
}

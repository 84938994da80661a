import path from 'node:path';
import { formatDurationMs } from '../../core/config/durations.ts';
import { describeFailure } from '../../core/load/describe-failure.ts';
import type { RunResult } from '../../core/pipeline/run-pipeline.ts';
import type { Line } from '../terminal/glyphs.ts';
import { layOutLine, layOutPairs } from '../terminal/lay-out.ts';
import { PAPER, type Screen } from '../terminal/screen.ts';
import { verdict } from '../terminal/verdict-style.ts';
import { formatCount, formatRate } from './format.ts';
import { describeReasons, nameRow } from './score.ts';
import { describeSegments } from './segments.ts';

type Pair = [label: string, value: Line];

/** The system summary: the last lines that `run` prints. */
export function renderSummary(result: RunResult, screen: Screen = PAPER): string {
  const { summary, trust } = result.state;
  const { quality, drift } = trust;
  const drifted = drift.drifted.map(({ feature }) => feature);
  const rows: Pair[] = [
    [
      'rows processed',
      `${formatCount(summary.rows_processed)} (${formatCount(trust.data.scored)} scored, ${formatCount(trust.data.quarantined)} set aside)`,
    ],
    ['anomaly rate', formatRate(summary.anomaly_rate)],
    ...falseAlarms(result),
    ...mostAnomalous(result),
    [
      'quality flag',
      [
        verdict(summary.quality_flag),
        ` (${quality.passed} passed, ${quality.warned} warned, ${quality.failed} failed, ${quality.errored} could not be computed)`,
      ],
    ],
    [
      'drift flag',
      [
        verdict(summary.drift_flag),
        ` (${drift.drifted.length} of ${drift.tested} tested features drifted${drifted.length > 0 ? `: ${drifted.slice(0, 5).join(', ')}` : ''}${untested(result)}${changedPairs(result)})`,
      ],
    ],
    ...season(result),
    ...segments(result),
    ['trust level', [verdict(summary.trust_level)]],
    ...trust.reasons.map(({ code, message, evidence }): Pair => ['', `- ${message}${evidence ? ` [${evidence}]` : ''} (${code})`]),
    ...referenceUsed(result),
    ...sourceUsed(result),
    [
      'artifacts',
      `${path.relative(process.cwd(), result.dir) || '.'}${result.existed ? ' (this run was there already and verified: left untouched)' : ''}`,
    ],
    ...(trust.data.scored > 0 ? ([['', '- every scored row with its reasons: anomaly_results.csv there']] as Pair[]) : []),
  ];
  return [...layOutLine(`${result.state.pipeline}: run ${result.runId}`, screen), ...layOutPairs(rows, screen)].join('\n');
}

function untested({ drift: { insufficient } }: RunResult): string {
  return insufficient === 0 ? '' : `; ${formatCount(insufficient)} could not be tested: too few values`;
}

function changedPairs({ drift: { multivariate } }: RunResult): string {
  if (!multivariate || multivariate.drifted_pairs === 0) return '';
  return `; ${multivariate.drifted_pairs} of ${multivariate.tested} tested pairs no longer go together as they did`;
}

/** Whether the same phases of the reference say the same as all of it. */
function season({ drift }: RunResult): Pair[] {
  if (!drift.season) return [];
  const { verdict: flag, by, drifted, tested, why_unavailable, reasons } = drift.season;
  const found = drifted.length > 0 ? `: ${drifted.slice(0, 5).join(', ')}` : '';
  const detail = why_unavailable ?? (tested > 0 ? `${drifted.length} of ${tested} tested features drifted${found}` : reasons.join('; '));
  return [['same season', [verdict(flag), ` (${detail}) by ${by.join(', ')}`]]];
}

function segments({ state }: RunResult): Pair[] {
  return describeSegments(state.trust.segments ?? []).map((line, index): Pair => [index === 0 ? 'segments' : '', line]);
}

/** How many of the flagged rows are to be expected in sound data; only where the trust level claims it. */
function falseAlarms({ metrics }: RunResult): Pair[] {
  const { expected_false_alarms: expected, expected_false_alarms_upper95: upper, anomaly_rate: rate } = metrics;
  if (expected === null || rate === null) return [];
  const bound = upper === null || upper === undefined ? '' : ` (on average at most ${formatCount(Math.ceil(upper))}, with 95 % confidence)`;
  const [about, flagged] = [formatCount(Math.round(expected)), formatCount(rate.count)];
  const text =
    metrics.rule === 'threshold'
      ? `sound rows alone would give about ${about}${bound}; ${flagged} are flagged`
      : `about ${about} among the ${flagged} flagged${bound}`;
  return [['false alarms', text], ...farDiscoveries(metrics)];
}

/** So many are shown; the results and the dashboard have all of them. */
const TOP_SHOWN = 3;

/** The first answers to what most people ask first. */
function mostAnomalous({ metrics }: RunResult): Pair[] {
  return metrics.top
    .slice(0, TOP_SHOWN)
    .map((row, index): Pair => [index === 0 ? 'most anomalous' : '', [`${nameRow(row)}: `, describeReasons(row)]]);
}

/** From so many on it matters that single anomalies cannot reach the target. */
const MANY_DISCOVERIES = 10;

/** The calibration set bounds how small a p-value can be, and with it what can be discovered among many rows. */
function farDiscoveries({ fdr, calibration, scored }: RunResult['metrics']): Pair[] {
  const { least_discoveries: least, target, reachable } = fdr;
  if (calibration === null || !least || (least < MANY_DISCOVERIES && reachable)) return [];
  const smallest = `the smallest p-value is 1/${formatCount(calibration.n + 1)}, and ${formatCount(scored)} rows were scored`;
  const out = reachable ? `fewer than ${formatCount(least)} anomalies cannot be told` : 'no anomaly can be told';
  return [['', `- ${out} from chance at a false discovery rate of ${target}: ${smallest}`]];
}

/** How old the world is that the rows were compared with. */
function referenceUsed({ reference }: RunResult): Pair[] {
  if (!reference || reference.to === null) return [];
  const { to, ageMs, maxAgeMs } = reference;
  const age = ageMs < 0 ? 'after the as-of time' : `${formatDurationMs(ageMs)} before the as-of time`;
  return [['reference', `ends ${to}, ${age}${maxAgeMs === undefined ? '' : ` (limit ${formatDurationMs(maxAgeMs)})`}`]];
}

/** Which rows these are and why, and whether an earlier run says more about them. */
function sourceUsed({ state, failures, outrankedBy }: RunResult): Pair[] {
  const { source_used: used } = state.summary;
  const [first, ...others] = failures;
  const lines: Pair[] = [
    ['source used', first ? `${used}: ${describeFailure(first)}` : used],
    ...others.map((failure): Pair => ['', `- ${describeFailure(failure)}`]),
  ];
  if (outrankedBy) {
    const { runId, trustLevel, finishedAt } = outrankedBy;
    lines.push(['same rows', `${trustLevel} in run ${runId}, which finished at ${finishedAt} and stays the last good one`]);
  }
  return lines;
}

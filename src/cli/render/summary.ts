import path from 'node:path';
import { describeFailure } from '../../core/load/describe-failure.ts';
import type { RunResult } from '../../core/pipeline/run-pipeline.ts';
import { alignColumns, formatCount, formatRate } from './format.ts';
import { renderSegments } from './segments.ts';

/** The system summary: the last lines that `run` prints. */
export function renderSummary(result: RunResult): string {
  const { summary, trust } = result.state;
  const { quality, drift } = trust;
  const drifted = drift.drifted.map(({ feature }) => feature);
  const rows: [string, string][] = [
    [
      'rows processed',
      `${formatCount(summary.rows_processed)} (${formatCount(trust.data.scored)} scored, ${formatCount(trust.data.quarantined)} set aside)`,
    ],
    ['anomaly rate', formatRate(summary.anomaly_rate)],
    ...falseAlarms(result),
    [
      'quality flag',
      `${summary.quality_flag} (${quality.passed} passed, ${quality.warned} warned, ${quality.failed} failed, ${quality.errored} could not be computed)`,
    ],
    [
      'drift flag',
      `${summary.drift_flag} (${drift.drifted.length} of ${drift.tested} tested features drifted${drifted.length > 0 ? `: ${drifted.slice(0, 5).join(', ')}` : ''})`,
    ],
    ...season(result),
    ...segments(result),
    ['trust level', summary.trust_level],
    ...trust.reasons.map(({ code, message, evidence }): [string, string] => [
      '',
      `- ${message}${evidence ? ` [${evidence}]` : ''} (${code})`,
    ]),
    ...sourceUsed(result),
    [
      'artifacts',
      `${path.relative(process.cwd(), result.dir) || '.'}${result.existed ? ' (this run was there already and verified: left untouched)' : ''}`,
    ],
  ];
  return [`${result.state.pipeline}: run ${result.runId}`, ...alignColumns(rows)].join('\n');
}

/** Whether the same phases of the reference say the same as all of it. */
function season({ drift }: RunResult): [string, string][] {
  if (!drift.season) return [];
  const { verdict, by, drifted, tested, why_unavailable, reasons } = drift.season;
  const found = drifted.length > 0 ? `: ${drifted.slice(0, 5).join(', ')}` : '';
  const detail = why_unavailable ?? (tested > 0 ? `${drifted.length} of ${tested} tested features drifted${found}` : reasons.join('; '));
  return [['same season', `${verdict} (${detail}) by ${by.join(', ')}`]];
}

function segments({ state }: RunResult): [string, string][] {
  return renderSegments(state.trust.segments ?? []).map((line, index): [string, string] => [index === 0 ? 'segments' : '', line]);
}

/** How many of the flagged rows are to be expected in sound data; only where the trust level claims it. */
function falseAlarms({ metrics }: RunResult): [string, string][] {
  const { expected_false_alarms: expected, anomaly_rate: rate } = metrics;
  if (expected === null || rate === null) return [];
  return [['false alarms', `about ${formatCount(Math.round(expected))} to expect among the ${formatCount(rate.count)} flagged`]];
}

/** Which rows these are and why, and whether an earlier run says more about them. */
function sourceUsed({ state, failures, outrankedBy }: RunResult): [string, string][] {
  const { source_used: used } = state.summary;
  const [first, ...others] = failures;
  const lines: [string, string][] = [
    ['source used', first ? `${used}: ${describeFailure(first)}` : used],
    ...others.map((failure): [string, string] => ['', `- ${describeFailure(failure)}`]),
  ];
  if (outrankedBy) {
    const { runId, trustLevel, finishedAt } = outrankedBy;
    lines.push(['same rows', `${trustLevel} in run ${runId}, which finished at ${finishedAt} and stays the last good one`]);
  }
  return lines;
}

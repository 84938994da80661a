import type { RunSummary } from '../../core/artifacts/summarise-run.ts';
import type { PipelineHistory } from '../../core/artifacts/summarise-runs.ts';
import type { Line } from '../terminal/glyphs.ts';
import { layOutLine, layOutTable } from '../terminal/lay-out.ts';
import { PAPER, type Screen } from '../terminal/screen.ts';
import { dim, verdict } from '../terminal/verdict-style.ts';
import { formatCount, formatPercent } from './format.ts';

const COLUMNS = [
  { name: 'finished', keep: true },
  { name: 'as of', drop: 2, least: 20 },
  { name: 'run', keep: true },
  { name: 'rows', align: 'right', least: 11 },
  { name: 'rate', align: 'right', least: 8 },
  { name: 'quality', least: 7 },
  { name: 'drift', least: 12 },
  { name: 'trust', keep: true },
  { name: 'source', drop: 1 },
  { name: 'is', drop: 3 },
] as const;

/** A line a run, newest first, with the totals of each pipeline last; `withReasons`: and why each is not trusted further. */
export function renderHistory(histories: readonly PipelineHistory[], screen: Screen = PAPER, withReasons = false): string {
  return histories.map((history) => renderPipeline(history, screen, withReasons).join('\n')).join('\n\n');
}

function renderPipeline(
  { pipeline, runs, latest, last_good, shown, problems }: PipelineHistory,
  screen: Screen,
  withReasons: boolean,
): string[] {
  const lines = shown.length > 0 ? layOutTable(shown.map(toRow), COLUMNS, screen, { head: true }) : [];
  for (const { run_id, reasons } of withReasons ? shown : [])
    for (const { code, message, evidence } of reasons)
      lines.push(...layOutLine(`${run_id}: ${message}${evidence ? ` [${evidence}]` : ''} (${code})`, screen, 4));
  for (const { run_id, problems: found } of shown)
    for (const problem of found.slice(0, 1)) lines.push(...layOutLine([verdict('DAMAGED'), ` ${run_id}: ${problem}`], screen));
  for (const problem of problems) lines.push(...layOutLine([verdict('DAMAGED'), ` ${problem}`], screen));
  const count = shown.length === runs ? formatCount(runs) : `${formatCount(shown.length)} of ${formatCount(runs)}`;
  const links = `latest ${latest ?? 'none'}, last_good ${last_good ?? 'none'}`;
  lines.push(...layOutLine(`${pipeline}: ${count} ${runs === 1 ? 'run' : 'runs'}, ${links}`, screen));
  return lines;
}

function toRow({ anomaly_rate: rate, ...run }: RunSummary): Line[] {
  return [
    formatMinute(run.finished_at),
    [dim(formatMinute(run.as_of))],
    run.run_id,
    run.rows === null ? '-' : formatCount(run.rows),
    rate === null ? '-' : formatPercent(rate.value),
    flag(run.quality),
    flag(run.drift),
    run.state === 'damaged' ? [verdict('damaged')] : flag(run.trust_level),
    run.source_used === 'primary' ? [dim('primary')] : (run.source_used ?? '-'),
    [run.latest && 'latest', run.last_good && 'last_good'].filter(Boolean).join(', '),
  ];
}

const flag = (word: string | null): Line => (word === null ? '-' : [verdict(word)]);

/** `2026-11-01 06:30Z`; seconds are in the other formats. */
function formatMinute(time: string | null): string {
  return time === null ? '-' : time.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d(\.\d+)?)?Z$/, '$1 $2Z');
}

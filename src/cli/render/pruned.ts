import type { Retention } from '../../core/artifacts/prune/choose-runs.ts';
import type { KeptRun, PruneReport } from '../../core/artifacts/prune/prune-runs.ts';
import { layOutLine, layOutTable } from '../terminal/lay-out.ts';
import { PAPER, type Screen } from '../terminal/screen.ts';
import { dim, verdict } from '../terminal/verdict-style.ts';
import { formatBytes, formatCount } from './format.ts';

const COLUMNS = [
  { name: 'what', keep: true },
  { name: 'run', keep: true },
  { name: 'finished', least: 24 },
  { name: 'why' },
  { name: 'trust and size', drop: 1 },
] as const;

/** One line a run, what goes before what stays, the totals last. */
export function renderPruned(
  report: PruneReport,
  limits: Retention,
  { dryRun, screen = PAPER }: { dryRun: boolean; screen?: Screen },
): string {
  const { pipeline, removed, kept, leftovers, bytes_freed } = report;
  const rows = [
    ...removed.map((run) => [[verdict('REMOVE')], run.run_id, finished(run), run.why, [...trust(run), dim(`, ${formatBytes(run.bytes)}`)]]),
    ...kept.map((run) => [[verdict('KEEP')], run.run_id, finished(run), run.pinned.join(', ') || 'within the limits', trust(run)]),
  ];
  const lines = layOutTable(rows, COLUMNS, screen);
  for (const name of leftovers) lines.push(...layOutLine(`SWEEP ${name}`, screen));
  const will = dryRun ? 'to be ' : '';
  lines.push(
    ...layOutLine(
      `${pipeline}: ${formatCount(removed.length)} ${will}removed, ${formatCount(kept.length)} ${will}kept, ` +
        `${formatCount(leftovers.length)} leftovers ${will}swept, ${formatBytes(bytes_freed)} ${will}freed (limits: ${describeLimits(limits)})` +
        `${dryRun ? '; nothing was changed' : ''}`,
      screen,
    ),
  );
  return lines.join('\n');
}

const finished = ({ finished_at }: KeptRun) => finished_at ?? 'end unknown';

function trust({ trust_level, problems }: KeptRun) {
  if (problems.length > 0) return [verdict('damaged'), `: ${problems[0]}`];
  return trust_level === null ? [] : [verdict(trust_level)];
}

function describeLimits({ runs, days }: Retention): string {
  return [runs !== undefined && `runs ${runs}`, days !== undefined && `days ${days}`].filter(Boolean).join(', ');
}

import type { Retention } from '../../core/artifacts/prune/choose-runs.ts';
import type { KeptRun, PruneReport } from '../../core/artifacts/prune/prune-runs.ts';
import { alignColumns, formatBytes, formatCount } from './format.ts';

/** One line a run, what goes before what stays, the totals last. */
export function renderPruned(report: PruneReport, limits: Retention, { dryRun }: { dryRun: boolean }): string {
  const { pipeline, removed, kept, leftovers, bytes_freed } = report;
  const finished = ({ finished_at }: KeptRun) => finished_at ?? 'end unknown';
  const trust = ({ trust_level, problems }: KeptRun) => (problems.length > 0 ? `damaged: ${problems[0]}` : (trust_level ?? ''));
  const lines = alignColumns([
    ...removed.map((run) => ['REMOVE', run.run_id, finished(run), run.why, `${trust(run)}, ${formatBytes(run.bytes)}`]),
    ...kept.map((run) => ['KEEP', run.run_id, finished(run), run.pinned.join(', ') || 'within the limits', trust(run)]),
  ]);
  for (const name of leftovers) lines.push(`SWEEP ${name}`);
  const will = dryRun ? 'to be ' : '';
  lines.push(
    `${pipeline}: ${formatCount(removed.length)} ${will}removed, ${formatCount(kept.length)} ${will}kept, ` +
      `${formatCount(leftovers.length)} leftovers ${will}swept, ${formatBytes(bytes_freed)} ${will}freed (limits: ${describeLimits(limits)})` +
      `${dryRun ? '; nothing was changed' : ''}`,
  );
  return lines.join('\n');
}

function describeLimits({ runs, days }: Retention): string {
  return [runs !== undefined && `runs ${runs}`, days !== undefined && `days ${days}`].filter(Boolean).join(', ');
}

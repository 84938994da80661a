import type { QualitySnapshot } from '../../core/snapshot/quality-snapshot.ts';
import { alignColumns, formatCount } from './format.ts';

/** One line a check, what did not pass repeated with rows and what to do, totals last. */
export function renderQuality(snapshot: QualitySnapshot): string {
  const { checks, counts, rows } = snapshot;
  const lines = alignColumns(checks.map((check) => [check.status.toUpperCase(), check.id, check.observed, `expected ${check.expected}`]));
  for (const check of checks.filter(({ status }) => status !== 'pass')) {
    lines.push('', `${check.status.toUpperCase()} ${check.id}: ${check.observed}; expected ${check.expected}`);
    if (check.hint) lines.push(`  what to do: ${check.hint}`);
    for (const sample of check.samples.slice(0, 3)) lines.push(`  row ${sample.row}: ${JSON.stringify(sample.values)}`);
  }
  for (const broken of snapshot.contract_broken) lines.push(`CONTRACT ${broken}`);
  lines.push(
    '',
    `quality ${snapshot.flag}: ${counts.passed} passed, ${counts.warned} warned, ${counts.failed} failed, ${counts.errored} could not be computed; ` +
      `${formatCount(rows.in)} rows, ${formatCount(rows.quarantined)} set aside`,
  );
  return lines.join('\n');
}

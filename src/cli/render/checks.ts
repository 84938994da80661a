import type { QualitySnapshot } from '../../core/snapshot/quality-snapshot.ts';
import { alignColumns, formatCount } from './format.ts';

/** One line a check, failures with what to do repeated at the end, totals last. */
export function renderQuality(snapshot: QualitySnapshot): string {
  const { checks, counts, rows } = snapshot;
  const lines = alignColumns(checks.map((check) => [check.status.toUpperCase(), check.id, check.observed, `expected ${check.expected}`]));
  const failures = checks.filter((check) => check.status === 'fail' || check.status === 'error');
  for (const check of failures) {
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

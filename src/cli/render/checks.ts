import type { CheckResult, QualitySnapshot } from '../../core/snapshot/quality-snapshot.ts';
import { layOutLine, layOutTable } from '../terminal/lay-out.ts';
import { PAPER, type Screen } from '../terminal/screen.ts';
import { dim, verdict } from '../terminal/verdict-style.ts';
import { formatCount } from './format.ts';

const COLUMNS = [{ name: 'status', keep: true }, { name: 'check', keep: true }, { name: 'observed' }, { name: 'expected' }] as const;

/** One line a check, what did not pass repeated with rows and what to do, totals last. */
export function renderQuality({ checks, counts, rows, flag, contract_broken }: QualitySnapshot, screen: Screen = PAPER): string {
  const table = checks.map((check) => [statusOf(check), check.id, check.observed, [dim(`expected ${check.expected}`)]]);
  const lines = layOutTable(table, COLUMNS, screen);
  for (const check of checks.filter(({ status }) => status !== 'pass')) {
    lines.push('', ...layOutLine([...statusOf(check), ` ${check.id}: ${check.observed}; expected ${check.expected}`], screen));
    if (check.hint) lines.push(...layOutLine(`  what to do: ${check.hint}`, screen, 4));
    for (const sample of check.samples.slice(0, 3))
      lines.push(...layOutLine([dim(`  row ${sample.row}: ${JSON.stringify(sample.values)}`)], screen, 4));
  }
  for (const broken of contract_broken) lines.push(...layOutLine([verdict('CONTRACT'), ` ${broken}`], screen));
  const { passed, warned, failed, errored } = counts;
  const totals = `${passed} passed, ${warned} warned, ${failed} failed, ${errored} could not be computed`;
  const taken = `${formatCount(rows.in)} rows, ${formatCount(rows.quarantined)} set aside`;
  lines.push('', ...layOutLine(['quality ', verdict(flag), `: ${totals}; ${taken}`], screen));
  return lines.join('\n');
}

const statusOf = ({ status }: CheckResult) => [verdict(status.toUpperCase())];

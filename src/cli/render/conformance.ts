import type { ConformanceReport } from '../../core/plugin/testing/test-plugin.ts';
import { layOutLine, layOutTable } from '../terminal/lay-out.ts';
import type { Screen } from '../terminal/screen.ts';
import { verdict } from '../terminal/verdict-style.ts';

const COLUMNS = [
  { name: 'status', keep: true },
  { name: 'of', keep: true },
  { name: 'law', keep: true },
  { name: 'problem', keep: true },
] as const;

/** The laws that do not hold, or all; the totals last. */
export function renderConformance(report: ConformanceReport, { verbose, screen }: { verbose: boolean; screen: Screen }): string {
  const { plugin, version, results } = report;
  const shown = results.filter(({ problem }) => verbose || problem !== null);
  const rows = shown.map(({ subject, law, problem }) => [[verdict(problem === null ? 'PASS' : 'FAIL')], subject, law, problem ?? '']);
  const failed = results.filter(({ problem }) => problem !== null).length;
  const totals = `${plugin} ${version}: ${results.length - failed} passed, ${failed} failed`;
  return [...(rows.length > 0 ? layOutTable(rows, COLUMNS, screen) : []), ...layOutLine(totals, screen)].join('\n');
}

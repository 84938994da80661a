import type { Probed } from '../doctor/probe.ts';
import { layOutLine, layOutTable } from '../terminal/lay-out.ts';
import { PAPER, type Screen } from '../terminal/screen.ts';
import { verdict } from '../terminal/verdict-style.ts';

const COLUMNS = [{ name: 'status', keep: true }, { name: 'name', keep: true }, { name: 'observed' }, { name: 'what to do' }] as const;

/** A line for each probe, with what to do about it; the totals last. */
export function renderProbes(probed: readonly Probed[], screen: Screen = PAPER): string {
  const rows = probed.map(({ status, name, observed, advice }) => [[verdict(status.toUpperCase())], name, observed, advice ?? '']);
  const count = (wanted: string) => probed.filter(({ status }) => status === wanted).length;
  const totals = `${count('pass')} passed, ${count('warn')} warned, ${count('fail')} failed${count('skip') > 0 ? `, ${count('skip')} skipped` : ''}`;
  return [...layOutTable(rows, COLUMNS, screen), '', ...layOutLine(totals, screen)].join('\n');
}

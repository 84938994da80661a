import { REQUIREMENTS } from './ladder.ts';
import { listRungs } from './list-rungs.ts';

/** The ladder as the tables of docs/trust.md, in Markdown. */
export function describeLadder(): string {
  const rungs = listRungs();
  return [
    'What opens a level, topic by topic. Every topic must show it:',
    '',
    ...toTable(
      ['topic', 'qualified asks for', 'certified asks for, too'],
      REQUIREMENTS.map(({ topic, needs }) => [topic, ...needs]),
    ),
    '',
    'What keeps a level closed, as the reasons of a run name it:',
    '',
    ...toTable(
      ['code', 'level', 'scored', 'exit', 'message'],
      rungs.map(({ code, level, scored, exit, message }) => [`\`${code}\``, level, scored ? 'yes' : 'no', String(exit), message]),
    ),
    '',
    'When each of them holds:',
    '',
    ...toTable(
      ['code', 'holds when'],
      rungs.map(({ code, when }) => [`\`${code}\``, when]),
    ),
  ].join('\n');
}

function toTable(heading: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(heading), `|${heading.map(() => '---').join('|')}|`, ...rows.map(line)];
}

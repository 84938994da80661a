import { createRequire } from 'node:module';
import { spawn } from '@lydell/node-pty';
import type { Terminal as TerminalClass } from '@xterm/headless';
import { AS_OF, oadsCommand, oadsEnv } from './cli.ts';

const { Terminal } = createRequire(import.meta.url)('@xterm/headless') as { Terminal: typeof TerminalClass };

export interface Seen {
  readonly code: number;
  /** The lines of the screen as they stand at the end, without trailing spaces. */
  readonly lines: readonly string[];
  /** Lines that the terminal had to break: too wide ones. */
  readonly broken: readonly string[];
  /** The words that are not in the terminal's own colour, by colour number; `dim` for faint ones. */
  readonly painted: Readonly<Record<string, readonly string[]>>;
  /** All that was sent, with its escape sequences. */
  readonly raw: string;
}

interface SeeOptions {
  readonly columns?: number;
  readonly cwd: string;
  readonly env?: Record<string, string>;
  /** What is started instead of the CLI under test. */
  readonly command?: readonly string[];
}

const ROWS = 200;

/** Runs the CLI under test in a pseudoterminal, and says what its user sees in the end. */
export async function seeOads(args: readonly string[], { columns = 80, cwd, env = {}, command = oadsCommand }: SeeOptions): Promise<Seen> {
  const terminal = new Terminal({ cols: columns, rows: ROWS, allowProposedApi: true });
  const [file, ...first] = command;
  const child = spawn(file, [...first, ...args], {
    cols: columns,
    rows: ROWS,
    cwd,
    env: { ...inherited(), TERM: 'xterm-256color', OADS_AS_OF: AS_OF, ...oadsEnv, ...env },
  });
  let raw = '';
  child.onData((data) => (raw += data));
  const code = await new Promise<number>((resolve) => child.onExit(({ exitCode }) => resolve(exitCode)));
  await new Promise<void>((resolve) => terminal.write(raw, resolve));
  const painted: Record<string, string[]> = {};
  const lines: string[] = [];
  const broken: string[] = [];
  const { active } = terminal.buffer;
  for (let row = 0; row < active.length; row++) {
    const line = active.getLine(row);
    if (!line) continue;
    lines.push(line.translateToString(true));
    if (line.isWrapped) broken.push(lines.at(-1) as string);
    let word = '';
    let colour = '';
    for (let column = 0; column <= columns; column++) {
      const cell = line.getCell(column);
      const now = !cell || cell.getChars().trim() === '' ? '' : cell.isDim() ? 'dim' : cell.isFgDefault() ? '' : String(cell.getFgColor());
      if (now !== colour) {
        if (colour) (painted[colour] ??= []).push(word);
        word = '';
        colour = now;
      }
      if (now) word += cell?.getChars();
    }
  }
  while (lines.at(-1) === '') lines.pop();
  terminal.dispose();
  return { code, lines, broken, painted, raw };
}

/** An undefined variable would become a text. */
function inherited(): Record<string, string> {
  const { PATH, HOME, TMPDIR } = process.env;
  return Object.fromEntries(Object.entries({ PATH, HOME, TMPDIR }).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

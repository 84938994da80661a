import type { TerminalEffects } from './progress.ts';

/** The report of a command whose stdout carries rows: on stderr, unless it is to be quiet. */
export function tell(effects: TerminalEffects, { quiet }: { quiet: boolean }, lines: readonly string[]): void {
  effects.clear();
  if (!quiet) process.stderr.write(`${lines.join('\n')}\n`);
}

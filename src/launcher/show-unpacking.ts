import type { Teller } from './prepare-runtime.ts';
import { showControls } from './problem.ts';

/** Where it is told: process.stderr, or a test's own. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

interface ShowOptions {
  readonly version: string;
  readonly isQuiet: boolean;
}

/** Tells that the program is unpacked: one line, and on a terminal one that shows how much of it and is gone at the end. */
export function showUnpacking(open: () => Screen, { version, isQuiet }: ShowOptions): Teller {
  if (isQuiet) return { waits: () => {}, unpacks: () => () => {}, ends: () => {} };
  let shown = '';
  const show = (screen: Screen, text: string) => {
    if (text === shown) return;
    shown = text;
    // A line that is wrapped could not be taken back.
    screen.write(`\r${text.slice(0, (screen.columns ?? 80) - 1)}\u001b[K`);
  };
  return {
    waits: (dir) => {
      const screen = open();
      if (screen.isTTY) show(screen, `oads: waiting for another process that unpacks ${version} to ${showControls(dir)}`);
    },
    unpacks: (dir, bytes) => {
      const screen = open();
      const where = `to ${showControls(dir)}, once`;
      if (!screen.isTTY) screen.write(`oads: unpacking ${version} ${where}\n`);
      let done = 0;
      return (written) => {
        done += written;
        if (screen.isTTY) show(screen, `oads: unpacking ${version} ${Math.floor((100 * done) / bytes)} % ${where}`);
      };
    },
    ends: () => {
      if (shown !== '') show(open(), '');
    },
  };
}

import type { Effects, Stage } from '../core/pipeline/effects.ts';
import { redactor } from './redactor.ts';
import { stopSignal } from './signals.ts';

const REDRAW_MS = 100;
const FIRST_DRAW_MS = 1000;
const PLAIN_LINE_MS = 10_000;
const WORDS: Record<Stage, string> = { load: 'loading and checking', fit: 'fitting', score: 'scoring', results: 'writing results' };

export interface TerminalEffects extends Effects {
  /** Removes the progress line; call it before anything else is printed. */
  clear(): void;
}

/** Progress and remarks on stderr: one redrawn line on a terminal, one plain line every 10 s otherwise, nothing with `quiet`. */
export function terminalEffects(options: {
  quiet: boolean;
  verbose: boolean;
  stream?: NodeJS.WriteStream;
  now?: () => number;
}): TerminalEffects {
  const { quiet, verbose, stream = process.stderr, now = () => performance.now() } = options;
  const isTerminal = Boolean(stream.isTTY) && process.env.TERM !== 'dumb';
  let stage: Stage | undefined;
  let startedAt = 0;
  let drawnAt = 0;
  let total: number | undefined;
  let shown = false;

  const clear = () => {
    if (shown && isTerminal) stream.write('\r\u001b[2K');
    shown = false;
  };
  const say = (text: string) => {
    clear();
    stream.write(`${text}\n`);
  };

  return {
    now: () => new Date(),
    signal: stopSignal,
    redact: redactor,
    info: (message) => {
      if (verbose && !quiet) say(message);
    },
    warn: (message) => {
      if (!quiet) say(`warning: ${message}`);
    },
    announce: (message) => {
      if (quiet) return;
      if (!isTerminal) return say(message);
      stream.write(`\r\u001b[2K${message}`);
      shown = true;
    },
    progress: (current, done, expected) => {
      if (quiet) return;
      const time = now();
      if (current !== stage) {
        stage = current;
        startedAt = time;
        drawnAt = time;
        total = undefined;
      }
      total = expected ?? total;
      const elapsed = time - startedAt;
      if (elapsed < FIRST_DRAW_MS || time - drawnAt < (isTerminal ? REDRAW_MS : PLAIN_LINE_MS)) return;
      drawnAt = time;
      const line = describe(current, done, total, elapsed);
      if (isTerminal) {
        stream.write(`\r\u001b[2K${line}`);
        shown = true;
      } else stream.write(`${line}\n`);
    },
    clear,
  };
}

function describe(stage: Stage, done: number, total: number | undefined, elapsedMs: number): string {
  const rate = done / (elapsedMs / 1000);
  const parts = [`${WORDS[stage]}: ${done.toLocaleString('en-US')}${total ? ` of ${total.toLocaleString('en-US')}` : ''} rows`];
  if (rate > 0) parts.push(`${Math.round(rate).toLocaleString('en-US')} rows/s`);
  if (total && rate > 0 && done < total) parts.push(`${Math.ceil((total - done) / rate)} s left`);
  return parts.join(', ');
}

import type { Effects, Stage } from '../core/pipeline/effects.ts';
import { redactor } from './redactor.ts';
import { stopSignal } from './signals.ts';
import { createProgressLine, type ProgressLine } from './terminal/progress-line.ts';
import { columnsOf } from './terminal/screen.ts';
import { showControls } from './terminal/show-controls.ts';
import { progressLine } from './terminal/talk.ts';
import { noteWarning } from './warnings.ts';

const REDRAW_MS = 100;
const FIRST_DRAW_MS = 1000;
const PLAIN_LINE_MS = 10_000;
const WORDS: Record<Stage, string> = {
  load: 'loading and checking',
  groups: 'looking at groups',
  fit: 'fitting',
  score: 'scoring',
  results: 'writing results',
};

export interface TerminalEffects extends Effects {
  /** Removes the progress line. */
  clear(): void;
}

type Stream = Pick<NodeJS.WriteStream, 'isTTY' | 'columns'> & { write(text: string): unknown };

/** Progress and remarks on stderr: one redrawn line on a terminal, one plain line every 10 s otherwise, nothing with `quiet`. */
export function terminalEffects(options: {
  quiet: boolean;
  verbose: boolean;
  stream?: Stream;
  now?: () => number;
  env?: NodeJS.ProcessEnv;
}): TerminalEffects {
  const { quiet, verbose, stream = process.stderr, now = () => performance.now(), env = process.env } = options;
  const isTerminal = Boolean(stream.isTTY) && env.TERM !== 'dumb';
  const line: ProgressLine = stream === process.stderr ? progressLine : createProgressLine(stream, (text) => stream.write(text), env);
  let stage: Stage | undefined;
  let startedAt = 0;
  let drawnAt = 0;
  let total: number | undefined;

  const say = (text: string) => {
    line.clear();
    stream.write(`${showControls(redactor(text))}\n`);
  };

  return {
    now: () => new Date(),
    signal: stopSignal,
    redact: redactor,
    info: (message) => {
      if (verbose && !quiet) say(message);
    },
    warn: (message) => {
      noteWarning(message);
      if (!quiet) say(`warning: ${message}`);
    },
    announce: (message) => {
      if (quiet) return;
      if (isTerminal) line.draw(message);
      else say(message);
    },
    progress: (current, done, expected) => {
      if (quiet) return;
      const time = now();
      if (current !== stage) {
        line.clear();
        stage = current;
        startedAt = time;
        drawnAt = time;
        total = undefined;
      }
      total = expected ?? total;
      const elapsed = time - startedAt;
      if (elapsed < FIRST_DRAW_MS || time - drawnAt < (isTerminal ? REDRAW_MS : PLAIN_LINE_MS)) return;
      drawnAt = time;
      if (isTerminal) line.draw(describeOnTerminal(current, done, total, elapsed, columnsOf(stream, env) ?? 80));
      else say(describeParts(current, done, total, elapsed).join(', '));
    },
    clear: () => line.clear(),
  };
}

/** With a bar where the total is known; in a narrow window without what is worth least. */
function describeOnTerminal(stage: Stage, done: number, total: number | undefined, elapsedMs: number, columns: number): string {
  const [rows, ...pace] = describeParts(stage, done, total, elapsedMs);
  const words = [rows, ...pace].join(', ');
  if (!total) return words;
  const share = Math.min(1, done / total);
  const percent = `${String(Math.floor(share * 100)).padStart(3)} %`;
  const bar = (width: number) => `[${'#'.repeat(Math.round(share * width)).padEnd(width, '.')}] ${percent}`;
  const short = [WORDS[stage], ...pace].join(', ');
  const forms = [`${bar(20)}  ${words}`, `${bar(10)}  ${words}`, `${bar(10)}  ${short}`, `${percent}  ${short}`];
  return forms.find((form) => form.length < columns) ?? [percent, ...pace].join(', ');
}

function describeParts(stage: Stage, done: number, total: number | undefined, elapsedMs: number): string[] {
  const rate = done / (elapsedMs / 1000);
  const parts = [`${WORDS[stage]}: ${done.toLocaleString('en-US')}${total ? ` of ${total.toLocaleString('en-US')}` : ''} rows`];
  if (rate > 0) parts.push(`${Math.round(rate).toLocaleString('en-US')} rows/s`);
  if (total && rate > 0 && done < total) parts.push(`${describeSeconds(Math.ceil((total - done) / rate))} left`);
  return parts;
}

/** `40 s`, `3 min 20 s`, `2 h 5 min` */
function describeSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

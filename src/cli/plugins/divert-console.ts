import { format } from 'node:util';
import { redactor } from '../redactor.ts';
import { showControlsInLines } from '../terminal/show-controls.ts';

let isDiverted = false;

/** stdout carries results alone: from here on, what a plugin writes to the console is talk. oads itself never uses the console. */
export function divertConsole(): void {
  if (isDiverted) return;
  isDiverted = true;
  for (const method of ['log', 'info', 'debug', 'warn', 'error'] as const) {
    console[method] = (...args: unknown[]) => void process.stderr.write(`${showControlsInLines(redactor(format(...args)))}\n`);
  }
}

import { redactor } from '../redactor.ts';
import { createProgressLine, type ProgressLine } from './progress-line.ts';

const rawError = process.stderr.write.bind(process.stderr) as (text: string, ...rest: unknown[]) => boolean;

/** That of this process's stderr. */
export const progressLine: ProgressLine = createProgressLine(process.stderr, rawError);

/**
 * Whatever is written to stderr, by oclif, Node or a plugin, goes through the redactor, and the progress line is out of its way;
 * it is also gone before the next word of the result, which may stand on the same terminal.
 */
export function watchTalk(): void {
  process.stderr.write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
    progressLine.clear();
    return rawError(redactor(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8')), ...rest);
  }) as typeof process.stderr.write;
  if (!process.stdout.isTTY) return;
  const rawOut = process.stdout.write.bind(process.stdout) as (...args: unknown[]) => boolean;
  process.stdout.write = ((...args: unknown[]) => {
    progressLine.clear();
    return rawOut(...args);
  }) as typeof process.stdout.write;
}

import { messageOf, StoreError } from '../core/errors.ts';
import { reportError } from './error-report.ts';

/** Set while rows go to stdout: then whoever writes them hears of every failure. */
let rowsOnStdout = false;

export function claimStdout(): void {
  rowsOnStdout = true;
}

/**
 * A reader that closes early (`| head -1`) has what it wanted: nothing more is written, and the command finishes its work
 * and keeps its code. A stdout that takes no more for another reason ends it with a store error; a stderr that does is no
 * reason to lose the result.
 */
export function watchOutputs(): void {
  // Before oclif's own listener, which throws.
  process.stdout.prependListener('error', (error: NodeJS.ErrnoException) => {
    if (rowsOnStdout || error.code === 'EPIPE') return;
    process.exit(reportError(toStdoutError(error), { json: false }));
  });
  process.stderr.on('error', () => {});
}

export function toStdoutError(error: unknown): StoreError {
  return new StoreError('OADS_STORE_FULL', `stdout could not be written: ${messageOf(error)}`, {
    hint: 'make room where it is redirected to',
    cause: error,
  });
}

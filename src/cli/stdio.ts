import { messageOf, StoreError } from '../core/errors.ts';
import { reportError } from './error-report.ts';
import { stopSignal, stopWork } from './signals.ts';

/** Set while rows go to stdout: then whoever writes them hears of every failure. */
let rowsOnStdout = false;
/** What the command has put in its place before it told of it. */
let kept: string | undefined;

const heard = new WeakSet<object>();

/** Whether it is an error of stdout, which `watchOutputs` deals with whoever throws it again. */
export function isOfStdout(error: Error): boolean {
  return heard.has(error);
}

export function claimStdout(): void {
  rowsOnStdout = true;
}

/** What stays, such as `the run artifacts/p/runs/1`, even where stdout does not take the result. */
export function noteKept(what: string): void {
  kept = what;
}

/**
 * A reader that closes early (`| head -1`) has what it wanted: nothing more is written, and the command finishes its work
 * and keeps its code. A stdout that takes no more for another reason stops the work as a signal does, so that it tidies up
 * after itself, and makes the end a store error; a stderr that does is no reason to lose the result.
 */
export function watchOutputs(): void {
  let failure: StoreError | undefined;
  rowsOnStdout = false;
  kept = undefined;
  // Before oclif's own listener, which throws it.
  process.stdout.prependListener('error', (error: NodeJS.ErrnoException) => {
    heard.add(error);
    if (rowsOnStdout || error.code === 'EPIPE' || failure) return;
    failure = toStdoutError(error);
    stopWork(failure);
  });
  process.stderr.on('error', () => {});
  // At the very end, since the error of the last write comes when the command is over.
  process.on('exit', () => {
    if (failure) process.exitCode = reportError(failure, { json: false });
  });
}

/** When all that was written is out, or cannot be: a reader that is gone, or that does not read when we are asked to stop. */
export async function flushOutputs(): Promise<void> {
  const asked = new Promise<void>((resolve) => stopSignal.addEventListener('abort', () => resolve(), { once: true }));
  const written = [process.stdout, process.stderr].map((stream) => new Promise<void>((resolve) => stream.write('', () => resolve())));
  await Promise.race([asked, Promise.all(written)]);
  // The error of a write comes after its callback.
  await new Promise((resolve) => setImmediate(resolve));
}

export function toStdoutError(error: unknown): StoreError {
  const stays = kept === undefined ? '' : `; written all the same: ${kept}`;
  return new StoreError('OADS_STORE_FULL', `stdout could not be written: ${messageOf(error)}${stays}`, {
    hint: 'make room where it is redirected to',
    cause: error,
  });
}

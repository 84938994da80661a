import { InterruptedError, OadsError } from '../core/errors.ts';
import { endProcess } from './guard-process.ts';

const controller = new AbortController();

/** Aborts when the user asked to stop: long work watches it and leaves a consistent state. */
export const stopSignal: AbortSignal = controller.signal;

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Asks the work to stop, as a signal would; the reason is the error that it then throws. */
export function stopWork(reason: OadsError): void {
  controller.abort(reason);
}

/** The first signal asks the work to stop, the second ends the process at once. */
export function listenForSignals(): void {
  let asked = false;
  for (const [signal, exitCode] of Object.entries(EXIT_CODES)) {
    process.on(signal, () => {
      if (asked) endProcess(exitCode);
      asked = true;
      controller.abort(signal === 'SIGINT' ? new InterruptedError() : new OadsError('OADS_INTERRUPTED', exitCode, `stopped by ${signal}`));
    });
  }
}

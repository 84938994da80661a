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

const listeners = new Map<string, () => void>();

/** The first signal asks the work to stop, the second ends the process at once. */
export function listenForSignals(): void {
  let asked = false;
  for (const [signal, exitCode] of Object.entries(EXIT_CODES)) {
    const listener = () => {
      if (asked) endProcess(exitCode);
      asked = true;
      controller.abort(signal === 'SIGINT' ? new InterruptedError() : new OadsError('OADS_INTERRUPTED', exitCode, `stopped by ${signal}`));
    };
    listeners.set(signal, listener);
    process.on(signal, listener);
  }
}

/**
 * From here on the system ends the process at a signal, whatever code runs: a loop of a plugin's would keep a listener from ever being
 * called. For commands that write nothing, and so have nothing to put in order.
 */
export function leaveSignals(): void {
  for (const [signal, listener] of listeners) process.off(signal, listener);
  listeners.clear();
}

import { LauncherProblem } from './problem.ts';

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** As the program does it: the first signal asks to stop, the second ends the process at once. `release` leaves them to the program. */
export function watchSignals(): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const listeners = Object.entries(EXIT_CODES).map(([name, exitCode]) => {
    const stop = () => {
      if (controller.signal.aborted) process.exit(exitCode);
      const message = name === 'SIGINT' ? 'interrupted' : `stopped by ${name}`;
      controller.abort(new LauncherProblem('OADS_INTERRUPTED', message, { exitCode }));
    };
    process.on(name, stop);
    return { name, stop };
  });
  const release = () => {
    for (const { name, stop } of listeners) process.off(name, stop);
  };
  return { signal: controller.signal, release };
}

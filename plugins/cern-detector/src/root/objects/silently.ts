/** Runs code that prints; nothing of it reaches the terminal. It must be synchronous: meanwhile nobody else prints. */
export function silently<T>(run: () => T): T {
  const { log, warn, error } = console;
  const nothing = (): void => {};
  Object.assign(console, { log: nothing, warn: nothing, error: nothing });
  try {
    return run();
  } finally {
    Object.assign(console, { log, warn, error });
  }
}

import { type ChildProcess, type SendHandle, type Serializable, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';

const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'] as const;

/**
 * A process of its own for what was forked with options: what it and the parent say to each other passes through this one. Gives
 * why it cannot be.
 */
export function relayToNode(args: readonly string[], env: NodeJS.ProcessEnv): string | undefined {
  const given = readEnvironment();
  // Node has joined the cluster as this process; the other would take itself for the first, and fork in turn.
  if (given.includes('NODE_UNIQUE_ID=')) return 'options for Node are not supported for the workers of a cluster by the Node within oads';
  const serialization = given.includes('NODE_CHANNEL_SERIALIZATION_MODE=advanced') ? 'advanced' : 'json';
  const stdio = ['inherit', 'inherit', 'inherit', 'ipc'] as const;
  const child = spawn(process.execPath, args, { argv0: process.argv0, env, stdio: [...stdio], serialization });
  process.on('message', (message: Serializable, handle) => passOn(child, message, handle as SendHandle));
  child.on('message', (message, handle) => passOn(process, message, handle));
  process.on('disconnect', () => child.connected && child.disconnect());
  child.on('disconnect', () => process.connected && process.disconnect());
  for (const signal of PASSED_ON) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
    // Where that signal ends nothing here.
    setImmediate(() => process.exit(128 + constants.signals[signal]));
  });
  return undefined;
}

function passOn(to: ChildProcess | NodeJS.Process, message: Serializable, handle: SendHandle | undefined): void {
  // Whoever has closed its end in between wants no more of it.
  if (!to.connected) return;
  (to as ChildProcess).send(message, handle, () => {
    // A server that is kept would take connections from the one that it was passed on to.
    if (handle && 'close' in handle && typeof handle.close === 'function') handle.close();
  });
}

/** Node has taken its own from the environment, of which the system keeps the first. */
function readEnvironment(): string {
  try {
    return readFileSync('/proc/self/environ', 'utf8');
  } catch {
    return '';
  }
}

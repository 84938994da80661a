import { createApp } from '../../core/dashboard/create-app.ts';
import { type RunningServer, startServer } from '../../core/dashboard/start-server.ts';
import type { TerminalEffects } from '../progress.ts';
import { stopSignal } from '../signals.ts';

/** On the loopback alone, over artifacts that may not be there yet. The sample is of the past for good, so that no age is too old. */
export function startDashboard(artifactsDir: string, port: number, version: string, effects: TerminalEffects): Promise<RunningServer> {
  const { now, redact, warn } = effects;
  const app = createApp({ artifactsDir, now, redact, log: { warn, error: warn }, version });
  return startServer(app, { host: '127.0.0.1', port });
}

/** Until the user asks to stop. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    if (stopSignal.aborted) resolve();
    else stopSignal.addEventListener('abort', () => resolve(), { once: true });
  });
}

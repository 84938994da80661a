import type { Clock } from './watch.ts';

/** Timers do not know that the machine slept or its clock was set: it looks again this often. */
const LOOK_MS = 30_000;

export const wallClock: Clock = {
  now: () => new Date(),
  async waitUntil(time, signal) {
    for (let left = leftUntil(time); left > 0 && !signal?.aborted; left = leftUntil(time)) await pause(Math.min(left, LOOK_MS), signal);
  },
};

function leftUntil(time: Date): number {
  return time.getTime() - Date.now();
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
  });
}

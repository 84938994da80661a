import { setTimeout as sleep } from 'node:timers/promises';
import type { NotifyEffects } from './effects.ts';

/** The time of this machine. */
export const wallEffects: Pick<NotifyEffects, 'elapsedMs' | 'wait' | 'random'> = {
  elapsedMs: () => performance.now(),
  wait: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => {}),
  random: Math.random,
};

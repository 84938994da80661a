import type { Effects } from './effects.ts';

/** Smaller models load before anyone could read that they do. */
const LEAST_BYTES = 1e5;

/** The runtime loads a model in one call that blocks, for a large forest of many seconds, and reports no progress. */
export function announceLoad(effects: Effects, bytes: number): void {
  if (bytes >= LEAST_BYTES) effects.announce?.(`loading model (${(bytes / 1e6).toFixed(1)} MB)…`);
}

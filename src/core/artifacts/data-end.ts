import type { RunIdentity } from '../snapshot/manifest.ts';

/**
 * Up to when a run's rows reach, ms since the epoch: the end of its window, which is its as-of time unless the command named
 * another one. null where nothing in the run depends on time.
 */
export function dataEndMs({ window, as_of }: Pick<RunIdentity, 'window' | 'as_of'>): number | null {
  const ms = Date.parse(window?.to ?? as_of);
  return Number.isFinite(ms) ? ms : null;
}

import { dataEndMs } from './data-end.ts';
import type { RunEntry } from './read-runs.ts';

/**
 * Up to when a run has scored rows of the source, ms since the epoch: only one that read the source itself and was not withheld. null
 * for any other, and for a manifest that cannot be read.
 */
export function watermarkMs(entry: RunEntry): number | null {
  if (entry.state !== 'ok' || entry.manifest.trust_level === 'withheld' || entry.manifest.identity.source_used !== 'primary') return null;
  return dataEndMs(entry.manifest.identity);
}

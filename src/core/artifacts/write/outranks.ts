import type { Manifest } from '../../snapshot/manifest.ts';
import { TRUST_LEVELS, type TrustLevel } from '../../snapshot/parts.ts';

type Judged = Pick<Manifest, 'run_id' | 'identity' | 'trust_level'>;

/**
 * Whether `earlier` judged the very rows of a fallback run at a higher level. Then the fallback run says nothing new
 * about them: it is the latest, for people to see that the source failed, and `earlier` stays the last good one.
 */
export function outranks(earlier: Judged, run: Judged): boolean {
  const { source_used: source, input_digest: rows } = run.identity;
  if (source !== 'last_good' && source !== 'file') return false;
  if (earlier.run_id === run.run_id || earlier.identity.input_digest !== rows) return false;
  return rankOf(earlier.trust_level) < rankOf(run.trust_level);
}

/** 0 is the highest. */
function rankOf(level: string): number {
  return TRUST_LEVELS.indexOf(level as TrustLevel);
}

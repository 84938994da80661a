import type { Standing } from '../../snapshot/notification-record.ts';
import type { SystemState } from '../../snapshot/system-state.ts';

/** Reasons that say that the rows are too old. */
const STALE = new Set(['age_exceeded', 'fallback_stale']);

/** What of a run the next one is compared with. */
export function standingOf({ run_id, summary, trust }: SystemState): Standing {
  return {
    run_id,
    trust: summary.trust_level,
    quality: summary.quality_flag,
    drift: summary.drift_flag,
    source: summary.source_used,
    stale: trust.reasons.some(({ code }) => STALE.has(code)),
  };
}

/** What a run is compared with that has none before it: nothing there is to be told of. */
export const SOUND: Standing = { run_id: '', trust: 'certified', quality: 'pass', drift: 'none', source: 'primary', stale: false };

export function isSameStanding({ run_id: _a, ...one }: Standing, { run_id: _b, ...other }: Standing): boolean {
  return JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());
}

import { CLAIMS } from '../../snapshot/claims.ts';
import type { Trust } from '../../snapshot/system-state.ts';

/** Which numbers the trust level allows to be shown. */
export interface Claims {
  readonly p_value: boolean;
  readonly q_value: boolean;
  readonly expected_false_alarms: number | null;
  /** Its upper 95 % bound. */
  readonly expected_false_alarms_upper95: number | null;
}

/** What the level allows, and no more than the run itself claimed: stored numbers never widen it. */
export function claimsOf(trust: Trust): Claims {
  const allowed = CLAIMS[trust.level];
  const certified = allowed.falseDiscoveryRate && trust.claims.valid;
  return {
    p_value: allowed.pValues,
    q_value: certified,
    expected_false_alarms: certified ? trust.claims.expected_false_alarms : null,
    expected_false_alarms_upper95: certified ? (trust.claims.expected_false_alarms_upper95 ?? null) : null,
  };
}

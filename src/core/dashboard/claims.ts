import type { Trust } from '../snapshot/system-state.ts';

/** Which numbers the trust level allows to be shown. */
export interface Claims {
  readonly p_value: boolean;
  readonly q_value: boolean;
  readonly expected_false_alarms: number | null;
}

/** Certified: p, q and expected false alarms. Qualified: p. Rank-only and withheld: neither. Stored numbers never widen this. */
export function claimsOf(trust: Trust): Claims {
  const certified = trust.level === 'certified' && trust.claims.valid;
  return {
    p_value: trust.level === 'certified' || trust.level === 'qualified',
    q_value: certified,
    expected_false_alarms: certified ? trust.claims.expected_false_alarms : null,
  };
}

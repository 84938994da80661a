import type { TrustLevel } from './parts.ts';

export interface LevelClaims {
  /** p-values, and the bound of the false positive rate at the threshold. */
  readonly pValues: boolean;
  /** q-values and the number of false alarms to expect. */
  readonly falseDiscoveryRate: boolean;
}

/** What each trust level still claims; every claim that is not listed is withdrawn from metrics, results and dashboard. */
export const CLAIMS: Readonly<Record<TrustLevel, LevelClaims>> = {
  certified: { pValues: true, falseDiscoveryRate: true },
  qualified: { pValues: true, falseDiscoveryRate: false },
  'rank-only': { pValues: false, falseDiscoveryRate: false },
  withheld: { pValues: false, falseDiscoveryRate: false },
};

/** With fewer scored rows, drift that multiplies false alarms passes too often for a false-discovery claim (bench/calibration/trust.ts, n = 100). */
export const MIN_CERTIFIED_ROWS = 200;

import type { CalibrationVerdict, DriftFlag, QualityFlag, SegmentsVerdict, SourceUsed } from '../snapshot/parts.ts';

/**
 * All that trust may know about a run. Null (or a field that is not there) is missing evidence: it never opens a level. Only
 * what the ladder names as shown does.
 */
export interface TrustEvidence {
  readonly bundle: 'ok' | 'invalid' | 'absent' | null;
  /** Columns or types missing, so that features cannot be built. */
  readonly contractBroken: boolean | null;
  /** Whether the quality and drift results are those of these very rows; a bare `score` has none. */
  readonly snapshotsMatch: boolean | null;
  readonly quality: QualityFlag | null;
  /** The raw verdict, whatever the persistence rule says. */
  readonly drift: DriftFlag | null;
  /** Whether every input of the model had values enough for a drift verdict of its own. */
  readonly inputsTested: boolean | null;
  /** That against the same phases of the season; `unused`: the config has none. */
  readonly season: DriftFlag | 'unused' | null;
  /** The worst of all segments; `unused`: the config names none. */
  readonly segments: SegmentsVerdict | null;
  /** Whether earlier runs show that severe drift does not persist yet, so that blocking waits: see `decidePersistence`. */
  readonly blockingWaits: boolean | null;
  readonly source: SourceUsed | null;
  /** Whether fallback data are within their age limit; null when no limit or no event time is known. */
  readonly fallbackFresh: boolean | null;
  /** Whether every freshness check passed; null when there is none, so that nobody knows how old the rows are. */
  readonly fresh: boolean | null;
  /** Whether these are the very rows that the model was fitted on. */
  readonly trainingRows: 'same' | 'other' | null;
  /** How the period of the rows lies to that of the reference; null when either is unknown. */
  readonly trainingPeriod: 'apart' | 'overlaps' | null;
  /** Whether the reference is as young as the config asks for; `unused`: it does not ask; null where nobody knows when it ends. */
  readonly referenceAge: 'unused' | 'within' | 'exceeded' | null;
  /** What the scores said of the calibration; null before scoring, or when too few rows were scored to tell. */
  readonly calibration: CalibrationVerdict | null;
}

export interface GatePolicy {
  readonly quality: 'block' | 'warn';
  readonly drift: 'block' | 'warn';
  /** `waived`: the config says that its data have no age. */
  readonly age: 'required' | 'waived';
}

/** Nothing is known: what a run begins with. */
export const NO_EVIDENCE: TrustEvidence = {
  bundle: null,
  contractBroken: null,
  snapshotsMatch: null,
  quality: null,
  drift: null,
  inputsTested: null,
  season: null,
  segments: null,
  blockingWaits: null,
  source: null,
  fallbackFresh: null,
  fresh: null,
  trainingRows: null,
  trainingPeriod: null,
  referenceAge: null,
  calibration: null,
};

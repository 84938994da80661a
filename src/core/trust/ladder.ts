import type { DriftFlag, QualityFlag, SourceUsed, TrustLevel } from '../snapshot/parts.ts';
import type { TrustReason } from '../snapshot/system-state.ts';

/** All that trust may know about a run. Missing evidence (null) always means the lower level. */
export interface TrustEvidence {
  readonly bundle: 'ok' | 'invalid' | 'absent';
  readonly quality: QualityFlag | null;
  /** Columns or types missing, so that features cannot be built. */
  readonly contractBroken: boolean;
  readonly drift: DriftFlag | null;
  /** The verdict against the same phases of the season; nothing where the config names no season. */
  readonly season?: DriftFlag | null;
  /** The worst found in any segment; nothing where the config names none. `unknown`: they could not be compared, though the config names them. */
  readonly segments?: { readonly drift: 'none' | 'drifted' | 'unknown'; readonly quality: 'pass' | 'failed' | 'unknown' } | null;
  readonly source: SourceUsed;
  /** Whether these are the very rows that the model was fitted on, or overlap with their period; null when nobody knows. */
  readonly training: 'apart' | 'within_period' | 'same_rows' | null;
  /** Whether the freshness checks passed; null when there is none, so that nobody knows how old the rows are. */
  readonly fresh: boolean | null;
  /** Whether fallback data are within their age limit; null when no limit or no event time is known. */
  readonly fallbackFresh: boolean | null;
  /** Null before scoring, or when too few rows were scored to tell. */
  readonly calibrationValid: boolean | null;
  /** Whether the scores come from a run that judged these very rows; a bare `score` has no such snapshots. */
  readonly snapshotsMatch: boolean;
}

export interface GatePolicy {
  readonly quality: 'block' | 'warn';
  readonly drift: 'block' | 'warn';
}

/** One rung: when it holds, trust is at most `level`. `scored: false` means that the rows must not be scored. */
export interface Rung {
  readonly code: string;
  readonly level: TrustLevel;
  readonly scored: boolean;
  /** Exit code that the rung alone would give. */
  readonly exit: 0 | 1 | 4;
  /** Known only after scoring: it lowers trust and never gates. */
  readonly afterScoring?: true;
  readonly holds: (evidence: TrustEvidence, policy: GatePolicy) => boolean;
  readonly message: string;
}

const qualityFailed = ({ quality }: TrustEvidence) => quality === 'fail' || quality === 'error';
/** Severe against all of the reference, but not against the same phases of the season in it. */
const isSeasonal = ({ drift, season }: TrustEvidence) => drift === 'severe' && (season === 'none' || season === 'moderate');
const driftedFar = (evidence: TrustEvidence) => evidence.drift === 'severe' && !isSeasonal(evidence);
const isFallback = ({ source }: TrustEvidence) => source === 'last_good' || source === 'file';

/** The trust ladder: the one place where it is written down (docs/trust.md is generated from it). */
export const LADDER: readonly Rung[] = [
  {
    code: 'model_invalid',
    level: 'withheld',
    scored: false,
    exit: 4,
    message: 'the model bundle is damaged, does not fit, or will not load',
    holds: (e) => e.bundle === 'invalid',
  },
  {
    code: 'model_absent',
    level: 'withheld',
    scored: false,
    exit: 4,
    message: 'the pipeline names no model bundle, so nothing can be scored',
    holds: (e) => e.bundle === 'absent',
  },
  {
    code: 'contract_broken',
    level: 'withheld',
    scored: false,
    exit: 1,
    message: 'columns or types of the contract are missing, so that features cannot be built',
    holds: (e) => e.contractBroken,
  },
  {
    code: 'quality_failed',
    level: 'withheld',
    scored: false,
    exit: 1,
    message: 'quality failed and the gate blocks',
    holds: (e, p) => qualityFailed(e) && p.quality === 'block',
  },
  {
    code: 'drift_severe',
    level: 'withheld',
    scored: false,
    exit: 1,
    message: 'drift is severe and the gate blocks',
    holds: (e, p) => driftedFar(e) && p.drift === 'block',
  },
  {
    code: 'quality_failed_warn',
    level: 'rank-only',
    scored: true,
    exit: 0,
    message: 'quality failed; the gate only warns, so scores order rows and claim no more',
    holds: (e, p) => qualityFailed(e) && p.quality === 'warn',
  },
  {
    code: 'drift_severe_warn',
    level: 'rank-only',
    scored: true,
    exit: 0,
    message: 'the data have drifted far from the training reference: p-values do not hold',
    holds: (e, p) => driftedFar(e) && p.drift === 'warn',
  },
  {
    code: 'snapshots_missing',
    level: 'rank-only',
    scored: true,
    exit: 0,
    message: 'no quality and drift snapshots of these very rows: scored without their evidence',
    holds: (e) => !e.snapshotsMatch || e.quality === null,
  },
  {
    code: 'drift_unknown',
    level: 'rank-only',
    scored: true,
    exit: 0,
    message: 'too few rows, or no reference, to tell whether the data have drifted',
    holds: (e) => e.drift === null || e.drift === 'insufficient' || e.drift === 'unavailable',
  },
  {
    code: 'fallback_stale',
    level: 'rank-only',
    scored: true,
    exit: 0,
    message: 'fallback data are older than their age limit, or their age is unknown',
    holds: (e) => isFallback(e) && e.fallbackFresh !== true,
  },
  {
    code: 'training_rows',
    level: 'rank-only',
    scored: true,
    exit: 0,
    message: 'these are the very rows that the model was fitted on: their scores say nothing about new ones',
    holds: (e) => e.training === 'same_rows',
  },
  {
    code: 'calibration_failed',
    level: 'rank-only',
    scored: true,
    exit: 0,
    afterScoring: true,
    message: 'scores do not look like those of the calibration: p-values do not hold',
    holds: (e) => e.calibrationValid === false,
  },
  {
    code: 'calibration_unknown',
    level: 'rank-only',
    scored: true,
    exit: 0,
    afterScoring: true,
    message: 'too few scored rows to check the calibration',
    holds: (e) => e.calibrationValid === null,
  },
  {
    code: 'fallback_used',
    level: 'qualified',
    scored: true,
    exit: 0,
    message: 'the source could not be read: these are fallback rows',
    holds: (e) => isFallback(e) && e.fallbackFresh === true,
  },
  {
    code: 'training_period',
    level: 'qualified',
    scored: true,
    exit: 0,
    message: 'rows lie within the period that the model was fitted on: it may have seen them',
    holds: (e) => e.training === 'within_period',
  },
  {
    code: 'age_unknown',
    level: 'qualified',
    scored: true,
    exit: 0,
    message: 'nobody knows how old the rows are: no freshness check passed',
    holds: (e) => e.fresh !== true,
  },
  {
    code: 'quality_warned',
    level: 'qualified',
    scored: true,
    exit: 0,
    message: 'quality checks warned',
    holds: (e) => e.quality === 'warn',
  },
  {
    code: 'drift_moderate',
    level: 'qualified',
    scored: true,
    exit: 0,
    message: 'the data have drifted moderately from the training reference: no false-discovery claim',
    holds: (e) => e.drift === 'moderate',
  },
  {
    code: 'drift_seasonal',
    level: 'qualified',
    scored: true,
    exit: 0,
    message: 'the data differ severely from the training reference as a whole, but not from the same phases of the season in it',
    holds: isSeasonal,
  },
  {
    code: 'season_drift',
    level: 'qualified',
    scored: true,
    exit: 0,
    message: 'the data have drifted from the same phases of the season in the reference',
    holds: (e) => e.drift === 'none' && (e.season === 'moderate' || e.season === 'severe'),
  },
  {
    code: 'segment_quality',
    level: 'qualified',
    scored: true,
    exit: 0,
    message: 'a segment fails a check, whatever the rows as a whole do',
    holds: (e) => e.segments?.quality === 'failed',
  },
  {
    code: 'segment_drift',
    level: 'qualified',
    scored: true,
    exit: 0,
    message: 'a segment has drifted severely or is missing, whatever the rows as a whole do',
    holds: (e) => e.segments?.drift === 'drifted',
  },
  {
    code: 'segments_unknown',
    level: 'qualified',
    scored: true,
    exit: 0,
    message: 'the segments that the config names could not be judged',
    holds: (e) => e.bundle === 'ok' && !e.contractBroken && (e.segments?.drift === 'unknown' || e.segments?.quality === 'unknown'),
  },
];

const ORDER: readonly TrustLevel[] = ['withheld', 'rank-only', 'qualified', 'certified'];

export interface GateVerdict {
  readonly scored: boolean;
  /** 0, 1 or 4: the highest that a blocking rung asks for. */
  readonly exit: 0 | 1 | 4;
}

/** Before scoring: may these rows be scored? */
export function decideGate(evidence: TrustEvidence, policy: GatePolicy): GateVerdict {
  const blocking = LADDER.filter((rung) => !rung.scored && rung.holds(evidence, policy));
  return { scored: blocking.length === 0, exit: blocking.reduce<0 | 1 | 4>((worst, { exit }) => (exit > worst ? exit : worst), 0) };
}

/** After scoring (or instead of it): the level, and every reason that keeps it from being higher. */
export function decideTrust(
  evidence: TrustEvidence,
  policy: GatePolicy,
  details: Readonly<Record<string, string>> = {},
): { level: TrustLevel; reasons: TrustReason[] } {
  const { scored } = decideGate(evidence, policy);
  const reasons = LADDER.filter((rung) => (scored || !rung.afterScoring) && rung.holds(evidence, policy)).map(
    ({ code, message, level }): TrustReason => ({ code, message, level, evidence: details[code] ?? null }),
  );
  const level = reasons.reduce<TrustLevel>(
    (lowest, reason) => (ORDER.indexOf(reason.level) < ORDER.indexOf(lowest) ? reason.level : lowest),
    'certified',
  );
  return { level, reasons: reasons.sort((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level)) };
}

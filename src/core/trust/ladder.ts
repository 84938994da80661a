import type { Condition, Gate, Requirement } from './requirement.ts';

const isOneOf = <T>(value: T, ...values: readonly T[]) => values.includes(value);
const qualityFailed: Condition = ({ quality }) => isOneOf(quality, 'fail', 'error');
const isDirect: Condition = ({ source }) => isOneOf(source, 'primary', 'input');
const isFallback: Condition = ({ source }) => isOneOf(source, 'last_good', 'file');
/** Severe against all of the reference, but not against the same phases of the season in it. */
const isSeasonal: Condition = ({ drift, season }) => drift === 'severe' && isOneOf(season, 'none', 'moderate');

/** What withholds a run. */
export const GATES: readonly Gate[] = [
  {
    code: 'model_invalid',
    exit: 4,
    message: 'the model bundle is missing, damaged, does not fit, or will not load',
    when: 'the bundle is missing, altered, fitted on other features, or will not load',
    covers: ['drift', 'segments', 'training', 'reference'],
    holds: (e) => e.bundle === 'invalid',
  },
  {
    code: 'model_absent',
    exit: 4,
    message: 'the pipeline names no model bundle, so nothing can be scored',
    when: 'the config has no `model`',
    covers: ['drift', 'segments', 'training', 'reference'],
    holds: (e) => e.bundle !== 'ok' && e.bundle !== 'invalid',
  },
  {
    code: 'contract_broken',
    exit: 1,
    message: 'columns or types of the contract are missing, so that features cannot be built',
    when: "a column of the contract or of a feature is missing, or its type can never be meant as the contract's",
    covers: [],
    holds: (e) => e.contractBroken !== false,
  },
  {
    code: 'quality_failed',
    exit: 1,
    message: 'quality failed and the gate blocks',
    when: 'the quality flag is `fail` or `error`, and `gate.quality` is `block`',
    covers: ['quality'],
    holds: (e, p) => qualityFailed(e, p) && p.quality === 'block',
  },
  {
    code: 'drift_severe',
    exit: 1,
    message: 'drift is severe and the gate blocks',
    when: 'the drift verdict is `severe`, `gate.drift` is `block`, and no `gate.persistence` lets it wait',
    covers: ['drift'],
    holds: (e, p) => e.drift === 'severe' && !isSeasonal(e, p) && p.drift === 'block' && e.blockingWaits !== true,
  },
];

/**
 * The trust ladder: the one place where it is written down (docs/trust.md is generated from it). A scored run stands on rank-only;
 * every requirement of a level must be shown before the level opens.
 */
export const REQUIREMENTS: readonly Requirement[] = [
  {
    topic: 'quality',
    needs: ['checks of these very rows, none of which failed', 'all of them passed'],
    qualified: (e) => e.snapshotsMatch === true && isOneOf(e.quality, 'pass', 'warn'),
    certified: (e) => e.quality === 'pass',
    otherwise: [
      {
        code: 'quality_failed_warn',
        level: 'rank-only',
        message: 'quality failed; the gate only warns, so scores order rows and claim no more',
        when: 'the quality flag is `fail` or `error`, and `gate.quality` is `warn`',
        holds: qualityFailed,
      },
      {
        code: 'snapshots_missing',
        level: 'rank-only',
        message: 'no quality and drift snapshots of these very rows: scored without their evidence',
        when: 'there are no snapshots of these very rows: a bare `oads score`',
      },
      { code: 'quality_warned', level: 'qualified', message: 'quality checks warned', when: 'the quality flag is `warn`' },
    ],
  },
  {
    topic: 'drift',
    needs: [
      'a verdict, and it is not severe, or not so against the same season',
      'it is `none`, also against the same season where the config has one, and every input of the model could be tested',
    ],
    qualified: (e, p) => isOneOf(e.drift, 'none', 'moderate') || isSeasonal(e, p),
    certified: (e) => e.drift === 'none' && e.inputsTested === true && isOneOf(e.season, 'unused', 'none'),
    otherwise: [
      {
        code: 'drift_severe_waits',
        level: 'rank-only',
        message: 'the data have drifted far from the training reference: p-values do not hold; the gate blocks if it persists',
        when: 'the drift verdict is `severe`, `gate.drift` is `block`, and `gate.persistence` lets it wait',
        holds: (e, p) => e.drift === 'severe' && p.drift === 'block' && e.blockingWaits === true,
      },
      {
        code: 'drift_severe_warn',
        level: 'rank-only',
        message: 'the data have drifted far from the training reference: p-values do not hold',
        when: 'the drift verdict is `severe`, and `gate.drift` is `warn`',
        holds: (e) => e.drift === 'severe',
      },
      {
        code: 'drift_unknown',
        level: 'rank-only',
        message: 'too few rows, or no reference, to tell whether the data have drifted',
        when: 'the drift verdict is `insufficient` or `unavailable`, or there is none',
      },
      {
        code: 'drift_moderate',
        level: 'qualified',
        message: 'the data have drifted moderately from the training reference: no false-discovery claim',
        when: 'the drift verdict is `moderate`',
        holds: (e) => e.drift === 'moderate',
      },
      {
        code: 'drift_seasonal',
        level: 'qualified',
        message: 'the data differ severely from the training reference as a whole, but not from the same phases of the season in it',
        when: 'the drift verdict is `severe`, and that against the same season `none` or `moderate`',
        holds: isSeasonal,
      },
      {
        code: 'season_drift',
        level: 'qualified',
        message: 'the data have drifted from the same phases of the season in the reference',
        when: 'the drift verdict is `none`, and that against the same season `moderate` or `severe`',
        holds: (e) => isOneOf(e.season, 'moderate', 'severe'),
      },
      {
        code: 'season_unknown',
        level: 'qualified',
        message: 'the data could not be compared with the same phases of the season that the config names',
        when: 'the config has a `season`, and the verdict against it is `insufficient` or `unavailable`',
        holds: (e) => !isOneOf(e.season, 'unused', 'none'),
      },
      {
        code: 'drift_partial',
        level: 'qualified',
        message: 'some inputs of the model have too few values to tell whether they have drifted',
        when: 'the drift verdict is `none`, but an input of the model is `insufficient`',
      },
    ],
  },
  {
    topic: 'segments',
    needs: ['nothing', 'no segment fails a check, has drifted severely, or is missing, where the config names `segments`'],
    qualified: () => true,
    certified: (e) => isOneOf(e.segments, 'unused', 'sound'),
    otherwise: [
      {
        code: 'segment_quality',
        level: 'qualified',
        message: 'a segment fails a check, whatever the rows as a whole do',
        when: 'one segment or more fails a check, significantly and by much',
        holds: (e) => isOneOf(e.segments, 'failed', 'failed_unknown'),
      },
      {
        code: 'segment_drift',
        level: 'qualified',
        message: 'a segment has drifted severely or is missing, whatever the rows as a whole do',
        when: 'no segment fails a check, and one or more has drifted severely or is missing',
        holds: (e) => isOneOf(e.segments, 'drifted', 'drifted_unknown'),
      },
      {
        code: 'segments_unknown',
        level: 'qualified',
        message: 'the segments that the config names could not be judged, or their drift could not',
        when: 'a column of `segments` is missing, or the bundle was fitted without them; named beside the two above, too',
        also: (e) => isOneOf(e.segments, 'failed_unknown', 'drifted_unknown'),
      },
    ],
  },
  {
    topic: 'source',
    needs: ['a source that is known; fallback rows are within `fallback.max_age`', 'no fallback'],
    qualified: (e, p) => isDirect(e, p) || (isFallback(e, p) && e.fallbackFresh === true),
    certified: isDirect,
    otherwise: [
      {
        code: 'fallback_stale',
        level: 'rank-only',
        message: 'fallback data are older than their age limit, or their age is unknown',
        when: 'fallback rows whose newest event is older than `fallback.max_age`, or whose age or limit is unknown',
        holds: isFallback,
      },
      {
        code: 'source_unknown',
        level: 'rank-only',
        message: 'nobody knows where the rows come from',
        when: 'the source is not known',
      },
      {
        code: 'fallback_used',
        level: 'qualified',
        message: 'the source could not be read: these are fallback rows',
        when: 'fallback rows within `fallback.max_age`',
      },
    ],
  },
  {
    topic: 'age',
    needs: ['every `freshness` check passed, or there is none and `gate.age` is `waived`', 'a `freshness` check'],
    qualified: (e, p) => e.fresh === true || ((e.fresh ?? null) === null && p.age === 'waived'),
    certified: (e) => e.fresh === true,
    otherwise: [
      {
        code: 'age_exceeded',
        level: 'rank-only',
        message: 'a freshness check did not pass: the rows are older than its limit, lie in the future, or tell no age',
        when: 'a `freshness` check did not pass, and its severity let the run go on',
        holds: (e) => e.fresh === false,
      },
      {
        code: 'age_unknown',
        level: 'rank-only',
        message: 'nobody knows how old the rows are: there is no freshness check',
        when: 'the config has no `freshness` check, and `gate.age` is not `waived`',
      },
      {
        code: 'age_waived',
        level: 'qualified',
        message: 'nobody knows how old the rows are: the config waives their age',
        when: 'the config has no `freshness` check, and `gate.age` is `waived`',
      },
    ],
  },
  {
    topic: 'training',
    needs: ['other rows than those of the reference', 'of another period than it'],
    qualified: (e) => e.trainingRows === 'other',
    certified: (e) => e.trainingPeriod === 'apart',
    otherwise: [
      {
        code: 'training_rows',
        level: 'rank-only',
        message: 'these are the very rows that the model was fitted on: their scores say nothing about new ones',
        when: "the rows' digest is that of the reference the bundle was fitted on",
        holds: (e) => e.trainingRows === 'same',
      },
      {
        code: 'training_unknown',
        level: 'rank-only',
        message: 'nobody knows whether the model was fitted on these rows',
        when: 'the rows were not compared with those of the reference',
      },
      {
        code: 'training_period',
        level: 'qualified',
        message: 'rows lie within the period that the model was fitted on: it may have seen them',
        when: 'the period of the rows and that of the reference overlap',
        holds: (e) => e.trainingPeriod === 'overlaps',
      },
      {
        code: 'training_period_unknown',
        level: 'qualified',
        message: 'nobody knows whether the model has seen these rows: their event times, or those of the reference, are not known',
        when: 'neither `window`, nor a `freshness` check, nor `holdout` names the column of the event times, or the rows (there may be none at all) or the reference have none',
      },
    ],
  },
  {
    topic: 'reference',
    needs: ['nothing', 'a reference that ended no longer ago than `reference.max_age`, where the config has one'],
    qualified: () => true,
    certified: (e) => isOneOf(e.referenceAge, 'unused', 'within'),
    otherwise: [
      {
        code: 'reference_old',
        level: 'qualified',
        message: 'the reference that the model was fitted on is older than its age limit: fit a new bundle',
        when: 'the period of the reference ended longer before the as-of time than `reference.max_age`',
        holds: (e) => e.referenceAge === 'exceeded',
      },
      {
        code: 'reference_age_unknown',
        level: 'qualified',
        message: 'nobody knows how old the reference is that the model was fitted on',
        when: 'the config has a `reference.max_age`, and the card of the bundle names no end of its period',
      },
    ],
  },
  {
    topic: 'calibration',
    needs: ['scores that look like those of the calibration', 'from 200 rows on, and about as many high ones'],
    afterScoring: true,
    qualified: (e) => isOneOf(e.calibration, 'valid', 'shifted', 'few'),
    certified: (e) => e.calibration === 'valid',
    otherwise: [
      {
        code: 'calibration_failed',
        level: 'rank-only',
        message: 'scores do not look like those of the calibration: p-values do not hold',
        when: 'the p-values above .1 are not uniform: significantly, and by a distance of .05 or more',
        holds: (e) => e.calibration === 'failed',
      },
      {
        code: 'calibration_unknown',
        level: 'rank-only',
        message: 'too few scored rows to check the calibration',
        when: 'fewer than 50 scored rows have a p-value above .1',
      },
      {
        code: 'score_shift',
        level: 'qualified',
        message: 'far more, or far fewer, rows score high than in the calibration: no false-discovery claim',
        when: 'the share of rows with p ≤ .1 is significantly above .3, or below .08',
        holds: (e) => e.calibration === 'shifted',
      },
      {
        code: 'rows_few',
        level: 'qualified',
        message: 'too few scored rows to exclude a drift that would multiply false alarms: no false-discovery claim',
        when: 'fewer than 200 rows were scored',
      },
    ],
  },
];

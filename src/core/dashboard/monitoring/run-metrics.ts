import type { RunReading } from '../../artifacts/read-runs.ts';
import type { SoundRun } from '../../artifacts/verify-run.ts';
import { DRIFT_FLAGS, QUALITY_FLAGS, SOURCES_USED, TRUST_LEVELS } from '../../snapshot/parts.ts';
import { countMarks, type Marks } from '../acknowledge/marks.ts';
import { ageSeconds, parseInstantMs } from '../view/age.ts';
import { claimsOf } from '../view/claims.ts';
import { isStale } from '../view/judge-age.ts';
import { type Metric, type Samples, stateSet } from './metric.ts';

/** What the metrics of one pipeline are made from. */
export interface PipelineInput {
  readonly run: RunReading;
  readonly now: Date;
  /** null: no limit is configured. */
  readonly staleAfterSeconds: number | null;
  /** What people said of its rows; null where that is not known. */
  readonly marks: Pick<Marks, 'of'> | null;
}

/** A figure of a sound run: any other has no sample of it. */
function ofRun(name: string, help: string, read: (run: SoundRun, input: PipelineInput) => Samples, label?: string): Metric<PipelineInput> {
  return { name, help, label, read: (input) => (input.run.state === 'ok' ? read(input.run, input) : null) };
}

/** The figures of the newest run of each pipeline. */
export const RUN_METRICS: readonly Metric<PipelineInput>[] = [
  {
    name: 'oads_data_state',
    help: 'Whether the newest run is there and sound.',
    label: 'state',
    read: ({ run }) => stateSet(['ok', 'no_data', 'damaged'], run.state),
  },
  ofRun('oads_trust_level', 'Trust level of the newest run.', ({ system }) => stateSet(TRUST_LEVELS, system.trust.level), 'level'),
  ofRun(
    'oads_trust_reason',
    'Always 1: one sample for each reason why the newest run is not trusted further.',
    ({ system }) => [...new Set(system.trust.reasons.map(({ code }) => code))].map((code) => [code, 1]),
    'code',
  ),
  ofRun(
    'oads_quality_flag',
    'Quality flag of the newest run.',
    ({ system }) => stateSet(QUALITY_FLAGS, system.summary.quality_flag),
    'flag',
  ),
  ofRun('oads_drift_flag', 'Drift verdict of the newest run.', ({ system }) => stateSet(DRIFT_FLAGS, system.summary.drift_flag), 'flag'),
  ofRun(
    'oads_source_used',
    'Source that the newest run read.',
    ({ system }) => stateSet(SOURCES_USED, system.summary.source_used),
    'source',
  ),
  ofRun('oads_rows_processed', 'Rows read by the newest run.', ({ system }) => system.summary.rows_processed),
  ofRun('oads_rows_scored', 'Rows scored by the newest run.', ({ metrics }) => metrics.scored),
  ofRun('oads_rows_quarantined', 'Rows set aside by quality rules.', ({ system }) => system.trust.data.quarantined),
  ofRun('oads_anomalies', 'Rows flagged as anomalous.', ({ system }) => system.summary.anomaly_rate?.count),
  ofRun('oads_anomaly_rate_ratio', 'Share of scored rows flagged as anomalous.', ({ system }) => system.summary.anomaly_rate?.value),
  ofRun(
    'oads_anomaly_rate_lower_ratio',
    'Lower end of the 95 % Wilson interval of the anomaly rate.',
    ({ system }) => system.summary.anomaly_rate?.interval[0],
  ),
  ofRun(
    'oads_anomaly_rate_upper_ratio',
    'Upper end of the 95 % Wilson interval of the anomaly rate.',
    ({ system }) => system.summary.anomaly_rate?.interval[1],
  ),
  ofRun(
    'oads_nominal_false_alarm_rate_ratio',
    'False alarm rate that the threshold was set for: what to expect of ordinary rows.',
    ({ metrics }) => metrics.calibration?.alpha,
  ),
  ofRun(
    'oads_expected_false_alarms',
    'Expected false alarms among the flagged rows, where it may be claimed.',
    ({ system }) => claimsOf(system.trust).expected_false_alarms,
  ),
  ofRun('oads_drifted_features', 'Features that have drifted.', ({ system }) => system.trust.drift.drifted.length),
  ofRun('oads_tested_features', 'Features whose drift could be tested.', ({ system }) => system.trust.drift.tested),
  ofRun('oads_untested_features', 'Features with too few values to test their drift.', ({ system }) => system.trust.drift.insufficient),
  ofRun(
    'oads_failed_checks',
    'Quality checks that failed or could not be computed.',
    ({ system }) => system.trust.quality.failed + system.trust.quality.errored,
  ),
  ofRun('oads_warned_checks', 'Quality checks that warned.', ({ system }) => system.trust.quality.warned),
  ofRun('oads_passed_checks', 'Quality checks that passed.', ({ system }) => system.trust.quality.passed),
  ofRun('oads_run_age_seconds', 'Seconds since the newest run finished.', ({ manifest }, { now }) => ageSeconds(manifest.finished_at, now)),
  ofRun('oads_run_finished_timestamp_seconds', 'Unix time at which the newest run finished.', ({ manifest }) =>
    unixSeconds(manifest.finished_at),
  ),
  ofRun('oads_run_confirmed_timestamp_seconds', 'Unix time at which a run last came to the result of the newest run.', ({ confirmed_at }) =>
    unixSeconds(confirmed_at),
  ),
  ofRun(
    'oads_run_stale',
    'Whether the newest run was confirmed longer ago than dashboard.stale_after, or well ahead of the clock; no sample without that limit.',
    ({ confirmed_at }, { now, staleAfterSeconds }) => {
      const stale = isStale(ageSeconds(confirmed_at, now), staleAfterSeconds);
      return stale === null ? null : Number(stale);
    },
  ),
  ofRun('oads_data_age_seconds', 'Seconds since the newest event in the data.', ({ system }, { now }) =>
    ageSeconds(system.trust.data.max_event_time, now),
  ),
  ofRun(
    'oads_acknowledged',
    'Rows shown of the newest run that people marked, by verdict.',
    (run, { marks }) => {
      if (marks === null) return null;
      const { confirmed, false_alarm } = countMarks(run, marks);
      return Object.entries({ confirmed, false_alarm });
    },
    'verdict',
  ),
];

function unixSeconds(instant: string | null): number | null {
  const ms = parseInstantMs(instant);
  return ms === null ? null : ms / 1000;
}

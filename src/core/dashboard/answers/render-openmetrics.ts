import { Gauge, Registry, type RegistryContentType } from 'prom-client';
import type { RunReading } from '../../artifacts/read-runs.ts';
import { DRIFT_FLAGS, QUALITY_FLAGS, SOURCES_USED, TRUST_LEVELS } from '../../snapshot/parts.ts';
import { countMarks, type Marks } from '../acknowledge/marks.ts';
import { ageSeconds, parseInstantMs } from '../age.ts';
import { claimsOf } from '../claims.ts';

export interface MetricsText {
  readonly contentType: string;
  readonly body: string;
}

/**
 * The figures as a text exposition, one label set a pipeline. A figure that may not be claimed or is unknown has no
 * sample: never a 0. Flags are state sets: 1 for the state that holds, 0 for the others.
 */
export async function renderOpenMetrics(
  runs: readonly (readonly [pipeline: string, run: RunReading])[],
  options: { format: 'openmetrics' | 'prometheus'; now: Date; marks?: ReadonlyMap<string, Pick<Marks, 'of'>> },
): Promise<MetricsText> {
  // A registry a request: nothing can be left over from a pipeline or a run that is gone.
  const registry = new Registry<RegistryContentType>();
  registry.setContentType(options.format === 'openmetrics' ? Registry.OPENMETRICS_CONTENT_TYPE : Registry.PROMETHEUS_CONTENT_TYPE);
  const number = (name: string, help: string) => {
    const gauge = new Gauge({ name, help, labelNames: ['pipeline'], registers: [registry] });
    return (pipeline: string, value: number | null | undefined) => {
      if (value !== null && value !== undefined && Number.isFinite(value)) gauge.set({ pipeline }, value);
    };
  };
  const states = (name: string, help: string, label: string, all: readonly string[]) => {
    const gauge = new Gauge({ name, help, labelNames: ['pipeline', label], registers: [registry] });
    return (pipeline: string, held: string) => {
      for (const state of all) gauge.set({ pipeline, [label]: state }, state === held ? 1 : 0);
    };
  };

  const setData = states('oads_data_state', 'Whether the newest run is there and sound.', 'state', ['ok', 'no_data', 'damaged']);
  const setTrust = states('oads_trust_level', 'Trust level of the newest run.', 'level', TRUST_LEVELS);
  const setQuality = states('oads_quality_flag', 'Quality flag of the newest run.', 'flag', QUALITY_FLAGS);
  const setDrift = states('oads_drift_flag', 'Drift verdict of the newest run.', 'flag', DRIFT_FLAGS);
  const setSource = states('oads_source_used', 'Source that the newest run read.', 'source', SOURCES_USED);
  const setProcessed = number('oads_rows_processed', 'Rows read by the newest run.');
  const setScored = number('oads_rows_scored', 'Rows scored by the newest run.');
  const setQuarantined = number('oads_rows_quarantined', 'Rows set aside by quality rules.');
  const setAnomalies = number('oads_anomalies', 'Rows flagged as anomalous.');
  const setRate = number('oads_anomaly_rate_ratio', 'Share of scored rows flagged as anomalous.');
  const setRateLower = number('oads_anomaly_rate_lower_ratio', 'Lower end of the 95 % Wilson interval of the anomaly rate.');
  const setRateUpper = number('oads_anomaly_rate_upper_ratio', 'Upper end of the 95 % Wilson interval of the anomaly rate.');
  const setFalseAlarms = number('oads_expected_false_alarms', 'Expected false alarms among the flagged rows, where it may be claimed.');
  const setDrifted = number('oads_drifted_features', 'Features that have drifted.');
  const setFailedChecks = number('oads_failed_checks', 'Quality checks that failed or could not be computed.');
  const setRunAge = number('oads_run_age_seconds', 'Seconds since the newest run finished.');
  const setRunTime = number('oads_run_finished_timestamp_seconds', 'Unix time at which the newest run finished.');
  const setConfirmed = number(
    'oads_run_confirmed_timestamp_seconds',
    'Unix time at which a run last came to the result of the newest run.',
  );
  const setDataAge = number('oads_data_age_seconds', 'Seconds since the newest event in the data.');
  const acknowledged = new Gauge({
    name: 'oads_acknowledged',
    help: 'Rows shown of the newest run that people marked, by verdict.',
    labelNames: ['pipeline', 'verdict'],
    registers: [registry],
  });

  for (const [pipeline, run] of runs) {
    setData(pipeline, run.state);
    if (run.state !== 'ok') continue;
    const { summary, trust } = run.system;
    setTrust(pipeline, trust.level);
    setQuality(pipeline, summary.quality_flag);
    setDrift(pipeline, summary.drift_flag);
    setSource(pipeline, summary.source_used);
    setProcessed(pipeline, summary.rows_processed);
    setScored(pipeline, run.metrics.scored);
    setQuarantined(pipeline, trust.data.quarantined);
    setAnomalies(pipeline, summary.anomaly_rate?.count);
    setRate(pipeline, summary.anomaly_rate?.value);
    setRateLower(pipeline, summary.anomaly_rate?.interval[0]);
    setRateUpper(pipeline, summary.anomaly_rate?.interval[1]);
    setFalseAlarms(pipeline, claimsOf(trust).expected_false_alarms);
    setDrifted(pipeline, trust.drift.drifted.length);
    setFailedChecks(pipeline, trust.quality.failed + trust.quality.errored);
    setRunAge(pipeline, ageSeconds(run.manifest.finished_at, options.now));
    const finishedMs = parseInstantMs(run.manifest.finished_at);
    setRunTime(pipeline, finishedMs === null ? null : finishedMs / 1000);
    const confirmedMs = parseInstantMs(run.confirmed_at);
    setConfirmed(pipeline, confirmedMs === null ? null : confirmedMs / 1000);
    const marks = options.marks?.get(pipeline);
    const counts = marks && countMarks(run, marks);
    for (const verdict of ['confirmed', 'false_alarm'] as const) if (counts) acknowledged.set({ pipeline, verdict }, counts[verdict]);
    setDataAge(pipeline, ageSeconds(trust.data.max_event_time, options.now));
  }
  return { contentType: registry.contentType, body: await registry.metrics() };
}

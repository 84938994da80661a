import { countMarks } from '../acknowledge/marks.ts';
import { ageSeconds } from '../view/age.ts';
import { claimsOf } from '../view/claims.ts';
import type { View } from '../view/view.ts';
import type { MetricsAnswer } from './metrics-answer.ts';

/** The figures of the newest run; all null when there is none that may be read. */
export function describeMetrics({ pipeline, run, now, marks }: View): MetricsAnswer {
  const sound = run.state === 'ok' ? run : null;
  const trust = sound?.system.trust;
  const summary = sound?.system.summary;
  return {
    pipeline,
    data: run.state,
    run_id: run.state === 'no_data' ? null : run.run_id,
    trust_level: trust?.level ?? null,
    trust_reasons: trust?.reasons.map(({ code, message }) => ({ code, message })) ?? [],
    problems: run.state === 'damaged' ? [...run.problems] : [],
    quality_flag: summary?.quality_flag ?? null,
    drift_flag: summary?.drift_flag ?? null,
    rows_processed: summary?.rows_processed ?? null,
    rows_scored: sound?.metrics.scored ?? null,
    rows_quarantined: trust?.data.quarantined ?? null,
    anomaly_rate: summary?.anomaly_rate ?? null,
    expected_false_alarms: trust ? claimsOf(trust).expected_false_alarms : null,
    expected_false_alarms_upper95: trust ? claimsOf(trust).expected_false_alarms_upper95 : null,
    acknowledged: sound && marks ? countMarks(sound, marks) : null,
    source_used: summary?.source_used ?? null,
    fallback_reason: summary?.fallback_reason ?? null,
    as_of: sound?.system.as_of ?? null,
    max_event_time: trust?.data.max_event_time ?? null,
    data_age_seconds: trust ? ageSeconds(trust.data.max_event_time, now) : null,
    started_at: sound?.manifest.started_at ?? null,
    finished_at: sound?.manifest.finished_at ?? null,
    run_age_seconds: sound ? ageSeconds(sound.manifest.finished_at, now) : null,
    confirmed_at: sound?.confirmed_at ?? null,
    confirmed_age_seconds: sound ? ageSeconds(sound.confirmed_at, now) : null,
  };
}

import type { InferenceMetrics } from '../../snapshot/inference-metrics.ts';
import type { Trust } from '../../snapshot/system-state.ts';
import { ageSeconds } from '../view/age.ts';
import { claimsOf } from '../view/claims.ts';
import type { View } from '../view/view.ts';
import type { RunAnswer } from './run-answer.ts';

/** All of one run, as its files hold it, less what its trust level does not claim. */
export function describeRun(pipeline: string, runId: string, { run, now }: View): RunAnswer {
  const sound = run.state === 'ok' ? run : null;
  return {
    pipeline,
    data: run.state,
    run_id: runId,
    problems: run.state === 'damaged' ? [...run.problems] : [],
    run_age_seconds: sound ? ageSeconds(sound.manifest.finished_at, now) : null,
    data_age_seconds: sound ? ageSeconds(sound.system.trust.data.max_event_time, now) : null,
    manifest: sound?.manifest ?? null,
    system_state: sound?.system ?? null,
    quality_snapshot: sound?.quality ?? null,
    drift_snapshot: sound?.drift ?? null,
    segment_snapshot: sound?.segments ?? null,
    inference_metrics: sound ? withinClaims(sound.metrics, sound.system.trust) : null,
  };
}

function withinClaims(metrics: InferenceMetrics, trust: Trust): InferenceMetrics {
  const claims = claimsOf(trust);
  const top = trust.level === 'withheld' ? [] : metrics.top;
  return {
    ...metrics,
    expected_false_alarms: claims.expected_false_alarms,
    expected_false_alarms_upper95: claims.expected_false_alarms_upper95,
    top: top.map((row) => ({ ...row, p_value: claims.p_value ? row.p_value : null, q_value: claims.q_value ? row.q_value : null })),
  };
}

import type { SoundRun } from '../../artifacts/verify-run.ts';
import { ageSeconds } from '../age.ts';
import { claimsOf } from '../claims.ts';
import type { View } from '../view.ts';
import type { TopAnomaliesAnswer, TopAnomaliesOfRun } from './top-anomalies-answer.ts';

export interface Page {
  readonly limit: number;
  readonly offset: number;
}

/** The highest-ranked rows with what may be claimed of them. A withheld or damaged run has none; its stand-in is named as such. */
export function describeTopAnomalies({ pipeline, run, lastGood, now }: View, page: Page): TopAnomaliesAnswer {
  return {
    pipeline,
    data: run.state,
    ...page,
    ...(run.state === 'ok' ? describeRun(run, page, now) : { ...NOTHING, run_id: run.state === 'damaged' ? run.run_id : null }),
    problems: run.state === 'damaged' ? [...run.problems] : [],
    last_good: lastGood === null ? null : describeRun(lastGood, page, now),
  };
}

const NOTHING: Omit<TopAnomaliesOfRun, 'run_id'> = {
  trust_level: null,
  reasons: [],
  claims: { p_value: false, q_value: false, expected_false_alarms: null, expected_false_alarms_upper95: null },
  finished_at: null,
  run_age_seconds: null,
  data_age_seconds: null,
  scored: null,
  available: 0,
  anomalies: [],
};

function describeRun({ run_id, manifest, metrics, system: { trust } }: SoundRun, { limit, offset }: Page, now: Date): TopAnomaliesOfRun {
  const claims = claimsOf(trust);
  const top = trust.level === 'withheld' ? [] : metrics.top;
  return {
    run_id,
    trust_level: trust.level,
    reasons: trust.reasons.map(({ code, message }) => ({ code, message })),
    claims,
    finished_at: manifest.finished_at,
    run_age_seconds: ageSeconds(manifest.finished_at, now),
    data_age_seconds: ageSeconds(trust.data.max_event_time, now),
    scored: metrics.scored,
    /** rows that the run has kept ready for this list */
    available: top.length,
    anomalies: top.slice(offset, offset + limit).map((row) => ({
      ...row,
      p_value: claims.p_value ? row.p_value : null,
      q_value: claims.q_value ? row.q_value : null,
    })),
  };
}

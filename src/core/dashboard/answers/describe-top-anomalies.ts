import type { SoundRun } from '../../artifacts/verify-run.ts';
import type { TopAnomaly } from '../../snapshot/inference-metrics.ts';
import { selectAnomalies, spellSort } from '../anomalies/select-anomalies.ts';
import type { Selection } from '../anomalies/selection.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { ageSeconds } from '../view/age.ts';
import { claimsOf } from '../view/claims.ts';
import type { View } from '../view/view.ts';
import type { TopAnomaliesAnswer, TopAnomaliesOfRun } from './top-anomalies-answer.ts';

/** A limit that a request need not give. */
const DEFAULT_LIMIT = 20;

/** The highest-ranked rows with what may be claimed of them. A withheld or damaged run has none; its stand-in is named as such. */
export function describeTopAnomalies({ pipeline, run, lastGood, now }: View, selection: Selection): TopAnomaliesAnswer {
  const { limit, offset, ...chosen } = selection;
  return {
    pipeline,
    data: run.state,
    limit: limit ?? DEFAULT_LIMIT,
    offset,
    selection: chosen,
    ...(run.state === 'ok' ? describeRun(run, selection, now) : { ...NOTHING, run_id: run.state === 'damaged' ? run.run_id : null }),
    problems: run.state === 'damaged' ? [...run.problems] : [],
    last_good: lastGood === null ? null : describeRun(lastGood, selection, now),
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
  matching: 0,
  sorted_by: null,
  order: null,
  anomalies: [],
  reference_ranges: null,
};

function describeRun(run: SoundRun, selection: Selection, now: Date): TopAnomaliesOfRun {
  const { run_id, manifest, metrics, system } = run;
  const { trust } = system;
  const { available, matching, sort, order, claims } = chooseAnomalies(run, selection);
  const { offset, limit } = selection;
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
    available,
    matching: matching.length,
    sorted_by: spellSort(sort),
    order,
    anomalies: matching.slice(offset, offset + (limit ?? DEFAULT_LIMIT)).map((row) => ({
      ...row,
      p_value: claims.p_value ? row.p_value : null,
      q_value: claims.q_value ? row.q_value : null,
    })),
    reference_ranges: available === 0 ? null : (metrics.reference_ranges ?? null),
  };
}

/** The rows of a run that match, in order; 400 for a column that they do not have. A withheld run has no rows. */
export function chooseAnomalies({ metrics, system: { trust } }: SoundRun, selection: Selection) {
  const claims = claimsOf(trust);
  const kept: readonly TopAnomaly[] = trust.level === 'withheld' ? [] : metrics.top;
  const { unknownSort, ...selected } = selectAnomalies(kept, selection, { hasP: claims.p_value });
  if (unknownSort !== null) {
    const names = ['rank', 'score', 'p_value', ...selected.keys.map((name) => spellSort({ by: 'key', name }))];
    throw new HttpProblem(400, `expected "sort" to be one of ${names.map(cut).join(', ')}, got "${cut(unknownSort)}"`);
  }
  return { ...selected, claims, available: kept.length };
}

function cut(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

import type { DamagedRun, SoundRun } from '../../artifacts/verify-run.ts';
import type { TrustReason } from '../../snapshot/system-state.ts';
import { ageSeconds, parseInstantMs } from '../view/age.ts';
import { compareAnomalies } from './compare-anomalies.ts';
import { compareChecks } from './compare-checks.ts';
import { compareFeatures } from './compare-features.ts';
import { compareInputs } from './compare-inputs.ts';
import { compareRates } from './compare-rates.ts';
import type { ComparedRun, Comparison } from './comparison.ts';

/** Two runs side by side. `run` is the one asked about, `other` what it is compared with; null where there is none. */
export function compareRuns(
  pipeline: string | null,
  { run, other, now }: { run: SoundRun | DamagedRun | null; other: SoundRun | DamagedRun | null; now: Date },
): Comparison {
  const sides = { pipeline, run: run && describeRun(run, now), with: other && describeRun(other, now) };
  const why_not = findObstacle(run, other);
  if (run?.state !== 'ok' || other?.state !== 'ok') return { ...sides, ...NOTHING, why_not };
  const [finished, finishedOther] = [run, other].map(({ manifest }) => parseInstantMs(manifest.finished_at));
  return {
    ...sides,
    run_is_newer: finished === null || finishedOther === null ? null : finished >= finishedOther,
    why_not,
    caveats: listCaveats(run, other),
    reasons: compareReasons(run.system.trust.reasons, other.system.trust.reasons),
    anomaly_rate: compareRates(run, other),
    checks: compareChecks(run.quality, other.quality),
    features: compareFeatures(run.drift, other.drift),
    anomalies: compareAnomalies(run, other),
    inputs: compareInputs(run.manifest.identity, other.manifest.identity),
  };
}

const NOTHING = {
  run_is_newer: null,
  caveats: [],
  reasons: null,
  anomaly_rate: null,
  checks: null,
  features: null,
  anomalies: null,
  inputs: null,
};

function findObstacle(run: SoundRun | DamagedRun | null, other: SoundRun | DamagedRun | null): string | null {
  if (run === null) return 'There is no run yet.';
  if (other === null) return 'There is no earlier run to compare with.';
  const damaged = [run.state === 'damaged' && 'this run', other.state === 'damaged' && 'the other run'].filter((name) => name !== false);
  if (damaged.length > 0) return `Nothing is compared: ${damaged.join(' and ')} is damaged, and says nothing that can be relied on.`;
  return run.run_id === other.run_id ? 'Both are the same run.' : null;
}

function listCaveats(run: SoundRun, other: SoundRun): string[] {
  const [here, there] = [run, other].map(({ manifest }) => manifest.identity);
  const caveats: string[] = [];
  if (here.bundle_digest !== there.bundle_digest)
    caveats.push('The model bundles differ: scores, drift and rates are measured against different models and references.');
  if (run.metrics.rule !== other.metrics.rule || run.metrics.threshold !== other.metrics.threshold)
    caveats.push('The runs flag by different rules or thresholds: their anomaly rates count different things.');
  for (const [name, { system }] of [
    ['This run', run],
    ['The other run', other],
  ] as const) {
    const { level } = system.trust;
    if (level === 'withheld') caveats.push(`${name} is withheld: it scored nothing.`);
    else if (level === 'rank-only') caveats.push(`${name} is rank-only: its scores and its rate claim no more than an order of its rows.`);
  }
  return caveats;
}

/** By code and message: the same reason with other evidence is kept. */
function compareReasons(here: readonly TrustReason[], there: readonly TrustReason[]): NonNullable<Comparison['reasons']> {
  const has = (reasons: readonly TrustReason[], { code, message }: TrustReason) =>
    reasons.some((reason) => reason.code === code && reason.message === message);
  return {
    gained: here.filter((reason) => !has(there, reason)),
    lost: there.filter((reason) => !has(here, reason)),
    kept: here.filter((reason) => has(there, reason)),
  };
}

function describeRun(run: SoundRun | DamagedRun, now: Date): ComparedRun {
  if (run.state === 'damaged') return { ...UNKNOWN, run_id: run.run_id, data: 'damaged', reasons: [], problems: [...run.problems] };
  const { manifest, system, metrics } = run;
  return {
    run_id: run.run_id,
    data: 'ok',
    trust_level: system.trust.level,
    reasons: system.trust.reasons,
    finished_at: manifest.finished_at,
    run_age_seconds: ageSeconds(manifest.finished_at, now),
    as_of: system.as_of,
    source_used: system.summary.source_used,
    fallback_reason: system.summary.fallback_reason,
    rows: system.summary.rows_processed,
    scored: metrics.scored,
    quality_flag: system.summary.quality_flag,
    drift_flag: system.summary.drift_flag,
    anomaly_rate: system.summary.anomaly_rate,
    problems: [],
  };
}

const UNKNOWN = {
  trust_level: null,
  finished_at: null,
  run_age_seconds: null,
  as_of: null,
  source_used: null,
  fallback_reason: null,
  rows: null,
  scored: null,
  quality_flag: null,
  drift_flag: null,
  anomaly_rate: null,
};

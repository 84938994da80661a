import { createHash } from 'node:crypto';
import { lutimes, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { TSchema } from 'typebox';
import { deriveRunId } from '../../src/core/artifacts/derive-run-id.ts';
import { findViolations } from '../../src/core/schema/validate.ts';
import { DriftSnapshot, type FeatureDrift } from '../../src/core/snapshot/drift-snapshot.ts';
import { InferenceMetrics, type TopAnomaly } from '../../src/core/snapshot/inference-metrics.ts';
import { Manifest, type RunIdentity } from '../../src/core/snapshot/manifest.ts';
import type { SourceUsed, TrustLevel } from '../../src/core/snapshot/parts.ts';
import { QualitySnapshot } from '../../src/core/snapshot/quality-snapshot.ts';
import type { ReferenceRange } from '../../src/core/snapshot/reference-range.ts';
import { SegmentSnapshot } from '../../src/core/snapshot/segment-snapshot.ts';
import { SystemState } from '../../src/core/snapshot/system-state.ts';

export interface RunDocuments {
  quality: QualitySnapshot;
  drift: DriftSnapshot;
  metrics: InferenceMetrics;
  system: SystemState;
}

export interface RunOptions {
  pipeline?: string;
  level?: TrustLevel;
  source?: SourceUsed;
  /** Decides the run's id, with the rest of the identity. */
  asOf?: string;
  /** What the rows are: the same text, the same rows. By default each as-of time has its own. */
  rows?: string;
  finishedAt?: string;
  previous?: Manifest['previous'];
  /** When `latest` was last pointed at it; default: now, by the clock of this machine. */
  confirmedAt?: string;
  /** Changes the documents before they are validated and written. */
  edit?: (documents: RunDocuments) => void;
  /** Also writes a segment snapshot. */
  segments?: (envelope: Envelope) => SegmentSnapshot;
  /** Also writes what this says beside the other files, and lists it in the manifest. */
  extraFiles?: Readonly<Record<string, string>>;
}

export interface WrittenRun extends RunDocuments {
  runId: string;
  runDir: string;
  manifest: Manifest;
  manifestSha256: string;
}

const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');

/** Writes one sound run of the given trust level and points `latest` (and `last_good`, unless withheld) at it. */
export async function writeRun(artifactsDir: string, options: RunOptions = {}): Promise<WrittenRun> {
  const { pipeline = 'demo', level = 'certified', source = 'primary', asOf = '2026-03-01T06:00:00.000Z' } = options;
  const finishedAt = options.finishedAt ?? new Date(Date.parse(asOf) + 60_000).toISOString();
  const identity: RunIdentity = {
    pipeline,
    input_digest: sha256(options.rows ?? asOf),
    source_used: source,
    fallback_reason: source === 'last_good' || source === 'file' ? 'source_unreachable' : null,
    config_digest: sha256('config'),
    bundle_digest: sha256('bundle'),
    oads_version: '0.1.0',
    plugins: {},
    as_of: asOf,
    history_digest: null,
  };
  const runId = deriveRunId(identity);
  const documents = buildDocuments({ pipeline, run_id: runId, as_of: asOf }, level, source, identity);
  options.edit?.(documents);

  const root = path.join(artifactsDir, pipeline);
  const runDir = path.join(root, 'runs', runId);
  await mkdir(runDir, { recursive: true });
  await writeJson(runDir, 'quality_snapshot.json', QualitySnapshot, documents.quality);
  await writeJson(runDir, 'drift_snapshot.json', DriftSnapshot, documents.drift);
  await writeJson(runDir, 'inference_metrics.json', InferenceMetrics, documents.metrics);
  await writeJson(runDir, 'system_state.json', SystemState, documents.system);
  if (options.segments)
    await writeJson(runDir, 'segment_snapshot.json', SegmentSnapshot, options.segments({ pipeline, run_id: runId, as_of: asOf }));
  const rows = documents.metrics.top.map(({ row, score, is_anomaly }) => `F${row},${score},,,${is_anomaly},\n`);
  await writeFile(path.join(runDir, 'anomaly_results.csv'), `flight,score,p_value,q_value,is_anomaly,reasons\n${rows.join('')}`);
  for (const [name, content] of Object.entries(options.extraFiles ?? {})) await writeFile(path.join(runDir, name), content);

  const manifest = await writeManifest(runDir, {
    schema: 'oads/manifest/v1',
    pipeline,
    run_id: runId,
    identity,
    trust_level: level,
    started_at: new Date(Date.parse(finishedAt) - 5000).toISOString(),
    finished_at: finishedAt,
    files: {},
    previous: options.previous ?? null,
  });
  await point(path.join(root, 'latest'), `runs/${runId}`);
  if (options.confirmedAt) await lutimes(path.join(root, 'latest'), new Date(options.confirmedAt), new Date(options.confirmedAt));
  if (level !== 'withheld') await point(path.join(root, 'last_good'), `runs/${runId}`);
  return { ...documents, runId, runDir, manifest, manifestSha256: sha256(await readFile(path.join(runDir, 'manifest.json'))) };
}

/** Writes a manifest over the files that lie in the directory now, so that edits of single files are consistent again. */
export async function writeManifest(runDir: string, facts: Manifest): Promise<Manifest> {
  const files: Manifest['files'] = {};
  for (const name of (await readdir(runDir)).sort()) {
    if (name === 'manifest.json') continue;
    const file = path.join(runDir, name);
    files[name] = { sha256: sha256(await readFile(file)), bytes: (await stat(file)).size };
  }
  const manifest = { ...facts, files };
  await writeJson(runDir, 'manifest.json', Manifest, manifest);
  return manifest;
}

export async function point(link: string, target: string): Promise<void> {
  await rm(link, { force: true });
  await symlink(target, link);
}

async function writeJson(dir: string, name: string, schema: TSchema, document: unknown): Promise<void> {
  const [violation] = findViolations(schema, document);
  if (violation) throw new Error(`fixture ${name}: ${violation.path.join('.')}: expected ${violation.expected}, got ${violation.got}`);
  await writeFile(path.join(dir, name), `${JSON.stringify(document, null, 2)}\n`);
}

type Envelope = { pipeline: string; run_id: string; as_of: string };

const REASONS = {
  certified: [],
  qualified: [
    {
      code: 'drift_moderate',
      message: 'the data have drifted moderately from the training reference',
      level: 'qualified',
      evidence: 'dep_delay',
    },
  ],
  'rank-only': [
    { code: 'calibration_failed', message: 'scores do not look like those of the calibration', level: 'rank-only', evidence: null },
  ],
  withheld: [{ code: 'quality_failed', message: 'quality failed and the gate blocks', level: 'withheld', evidence: 'not_null' }],
} as const;

function buildDocuments(envelope: Envelope, level: TrustLevel, source: SourceUsed, identity: RunIdentity): RunDocuments {
  const withheld = level === 'withheld';
  const maxEventTime = new Date(Date.parse(envelope.as_of) - 3_600_000).toISOString();
  const rate = withheld ? null : { value: 0.02, count: 40, n: 2000, interval: [0.0147, 0.0271] as [number, number] };
  const qualityFlag = withheld ? 'fail' : 'pass';
  const driftFlag = level === 'qualified' ? 'moderate' : 'none';
  const calibration = withheld
    ? null
    : {
        n: 1999,
        min_p: 0.0005,
        alpha: 0.02,
        fpr_upper95: level === 'rank-only' ? null : 0.0262,
        bulk_ks_p: 0.4,
        bulk_distance: 0.01,
        bulk_rows: 1800,
        high_scores: { value: 0.1, count: 200, n: 2000, interval: [0.0876, 0.1139] as [number, number] },
        valid: level !== 'rank-only',
        verdict: level === 'rank-only' ? ('failed' as const) : ('valid' as const),
      };
  const claimed = level === 'certified';
  const quality: QualitySnapshot = {
    schema: 'oads/quality_snapshot/v1',
    ...envelope,
    flag: qualityFlag,
    rows: { in: 2003, kept: 2000, quarantined: 3 },
    counts: { passed: withheld ? 1 : 2, warned: 0, failed: withheld ? 1 : 0, errored: 0 },
    contract_broken: [],
    max_event_time: maxEventTime,
    checks: [
      check('row_count', 'pass', '2003 rows', 'at least 100 rows'),
      withheld ? check('not_null_origin', 'fail', '41 nulls', 'no nulls') : check('not_null_origin', 'pass', '0 nulls', 'no nulls'),
    ],
    columns: [
      {
        name: 'dep_delay',
        type: 'float64',
        nulls: { value: 0, count: 0, n: 2003, interval: [0, 0.002] },
        min: -20,
        max: 400,
        mean: 8,
        sd: 30,
      },
    ],
  };
  const drift: DriftSnapshot = {
    schema: 'oads/drift_snapshot/v1',
    ...envelope,
    verdict: driftFlag,
    why_unavailable: null,
    rows: 2000,
    reference: { rows: 10_000, bundle_sha256: sha256('bundle'), period: '2025' },
    tested: 2,
    insufficient: 0,
    drifted: driftFlag === 'none' ? [] : ['dep_delay'],
    reasons: [],
    share_drifted: driftFlag === 'none' ? 0 : 0.5,
    thresholds: { psi: { moderate: 0.1, severe: 0.25 } },
    features: [feature('distance', 'none'), feature('dep_delay', driftFlag)],
  };
  const metrics: InferenceMetrics = {
    schema: 'oads/inference_metrics/v1',
    ...envelope,
    trust: level,
    scored: withheld ? 0 : 2000,
    not_scored: { quarantined: 3, missing_values: 0, withheld: withheld ? 2000 : 0 },
    anomaly_rate: rate,
    rule: 'threshold',
    threshold: 0.62,
    scores: withheld
      ? null
      : {
          min: 0.31,
          mean: 0.42,
          max: 0.81,
          histogram: { edges: [0.3, 0.4, 0.5, 0.6, 0.7, 0.85], current: [900, 800, 250, 40, 10], calibration: [890, 820, 255, 30, 4] },
        },
    calibration,
    fdr: {
      target: 0.1,
      claimed,
      discoveries: claimed ? 12 : null,
      least_discoveries: withheld ? null : 10,
      reachable: withheld ? null : true,
      why_not: claimed ? null : `trust is ${level}`,
    },
    expected_false_alarms: claimed ? 40 : null,
    expected_false_alarms_upper95: claimed ? 52 : null,
    observed_over_expected: withheld ? null : 1,
    model: { bundle_sha256: sha256('bundle'), name: 'demo', inputs: ['dep_delay', 'distance'] },
    top: withheld ? [] : Array.from({ length: 60 }, (_, index) => topRow(index)),
    ...(withheld
      ? {}
      : { reference_ranges: { dep_delay: numericRange('dep_delay', -20, 380), distance: numericRange('distance', 30, 4900) } }),
  };
  const system: SystemState = {
    schema: 'oads/system_state/v1',
    ...envelope,
    summary: {
      rows_processed: 2003,
      anomaly_rate: rate,
      quality_flag: qualityFlag,
      drift_flag: driftFlag,
      trust_level: level,
      source_used: source,
      fallback_reason: identity.fallback_reason,
    },
    trust: {
      level,
      reasons: REASONS[level].map((reason) => ({ ...reason })),
      data: {
        rows_in: 2003,
        scored: metrics.scored,
        quarantined: 3,
        source,
        fallback_reason: identity.fallback_reason,
        max_event_time: maxEventTime,
        as_of: envelope.as_of,
      },
      quality: { flag: qualityFlag, ...quality.counts },
      drift: {
        flag: driftFlag,
        tested: 2,
        insufficient: 0,
        drifted: drift.drifted.map((name) => ({
          feature: name,
          effect: 'psi',
          value: 0.14,
          interval: [0.11, 0.17],
          q: 0.0004,
          n_ref: 10_000,
          n_cur: 2000,
        })),
        multivariate: null,
      },
      calibration,
      claims: { fdr_target: 0.1, valid: claimed, why_not: metrics.fdr.why_not, expected_false_alarms: metrics.expected_false_alarms },
      model: { bundle_sha256: sha256('bundle'), threshold: 0.62 },
      run: { id: envelope.run_id, input_digest: identity.input_digest, config_digest: identity.config_digest },
    },
  };
  return { quality, drift, metrics, system };
}

function check(id: string, status: 'pass' | 'fail', observed: string, expected: string): QualitySnapshot['checks'][number] {
  return {
    id,
    check: id.split('_').slice(0, 2).join('_'),
    severity: 'fail',
    status,
    columns: id.startsWith('not_null') ? ['origin'] : [],
    observed,
    expected,
    failed: status === 'fail' ? { value: 0.0205, count: 41, n: 2003, interval: [0.0151, 0.0276] } : null,
    samples: status === 'fail' ? [{ row: 17, values: { flight: 'F17', origin: null } }] : [],
    hint: status === 'fail' ? 'look at the feed of the airport' : null,
    description: null,
  };
}

function feature(name: string, status: 'none' | 'moderate'): FeatureDrift {
  const shifted = status === 'moderate';
  const test = { statistic: shifted ? 0.09 : 0.01, p: shifted ? 0.0002 : 0.6 };
  const effect = { value: shifted ? 0.14 : 0.002, interval: (shifted ? [0.11, 0.17] : [0, 0.01]) as [number, number] };
  return {
    feature: name,
    kind: 'numeric',
    status,
    n_ref: 10_000,
    n_cur: 2000,
    p: test.p,
    q: shifted ? 0.0004 : 0.6,
    p_bulk: test.p,
    tests: { ks: test, location: test, scale: test, chi_square: null, rare: null, nulls: test },
    effects: { psi: effect, jensen_shannon: effect, wasserstein_sd: effect, mean_shift_sd: effect, iqr_log_ratio: null },
    outside: { status: 'none', reference: 0, current: 0.001, excess: 0.001, p: 0.5, q: 0.5 },
    nulls: { reference: 0, current: 0, rows_ref: 10_000, rows_cur: 2000 },
    reasons: shifted ? [`${name} has shifted: population stability .14`] : [],
    histogram: {
      labels: ['< 0', '0 to 10', '> 10 to 30', '> 30', 'null'],
      reference: [100, 5000, 4000, 900, 0],
      current: shifted ? [10, 700, 900, 390, 0] : [20, 1000, 800, 180, 0],
    },
  };
}

/** Evenly spread between its ends. */
function numericRange(column: string, low: number, high: number): ReferenceRange {
  const at = (share: number) => low + share * (high - low);
  return {
    column,
    range: {
      kind: 'numeric',
      n: 10_000,
      nulls: 0,
      low,
      p01: at(0.01),
      p05: at(0.05),
      p25: at(0.25),
      median: at(0.5),
      p75: at(0.75),
      p95: at(0.95),
      p99: at(0.99),
      high,
      isolated: 0,
    },
  };
}

function topRow(index: number): TopAnomaly {
  return {
    rank: index + 1,
    row: index * 7,
    key: { flight: `F${index * 7}`, origin: 'SFO' },
    score: Number((0.81 - index * 0.003).toFixed(3)),
    p_value: Number((0.0005 * (index + 1)).toFixed(4)),
    q_value: Number(Math.min(1, 0.031 + index * 0.001).toFixed(4)),
    is_anomaly: index < 40,
    values: { dep_delay: 400 - index, distance: 200 },
    reasons: [
      {
        feature: 'dep_delay',
        value: 400 - index,
        direction: 'high',
        percentile: 0.9998,
        contribution: 0.2,
        text: `dep_delay ${400 - index}: above 99.98 % of reference`,
      },
    ],
  };
}

import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { deriveRunId } from '../artifacts/derive-run-id.ts';
import type { OutrankingRun } from '../artifacts/write/commit-run.ts';
import { keepSpool } from '../artifacts/write/keep-spool.ts';
import { type StagedRun, stageRun } from '../artifacts/write/stage-run.ts';
import { hiddenBy } from '../config/column-policy.ts';
import { redactDocument } from '../config/redact-document.ts';
import { isSystemError, ModelError, StoreError, throwIfAborted, toStoreError } from '../errors.ts';
import { loadPolars } from '../frame/polars.ts';
import type { SourceFailure } from '../load/describe-failure.ts';
import { type Loaded, loadRows } from '../load/load-rows.ts';
import type { Bundle } from '../model/bundle.ts';
import { buildMetrics, withheldMetrics } from '../score/build-metrics.ts';
import { RESULT_COLUMNS } from '../score/results-writer.ts';
import { summariseSegments } from '../segment/segment-snapshot.ts';
import { CLAIMS } from '../snapshot/claims.ts';
import { DriftSnapshot } from '../snapshot/drift-snapshot.ts';
import { InferenceMetrics } from '../snapshot/inference-metrics.ts';
import { QualitySnapshot } from '../snapshot/quality-snapshot.ts';
import { SegmentSnapshot } from '../snapshot/segment-snapshot.ts';
import { SystemState } from '../snapshot/system-state.ts';
import { buildSystemState } from '../trust/build-system-state.ts';
import { decideGate, decideTrust } from '../trust/decide-trust.ts';
import type { GatePolicy } from '../trust/evidence.ts';
import { warnOfClock, warnOfEmptyWindow, warnOfUnjudged } from './doubts/warn-of-rows.ts';
import type { Effects } from './effects.ts';
import { describeEvidence, gatherEvidence } from './gather-evidence.ts';
import { identifyRun } from './identify-run.ts';
import { RowIntake } from './intake.ts';
import { judgeDrift, judgeQuality, judgeSegments } from './judge.ts';
import type { Plan } from './plan.ts';
import { readPlannedHistory } from './read-history.ts';
import { type ReferenceAge, referenceAge, referencePeriod } from './reference-age.ts';
import { ruleOf, type Scored, scoreStage } from './score-stage.ts';
import { configuredSources } from './sources.ts';

export interface RunOptions {
  readonly artifactsDir: string;
  readonly version: string;
}

export interface RunResult {
  readonly state: SystemState;
  readonly quality: QualitySnapshot;
  readonly drift: DriftSnapshot;
  readonly metrics: InferenceMetrics;
  /** Undefined where the config names no segments. */
  readonly segments?: SegmentSnapshot;
  readonly runId: string;
  readonly dir: string;
  readonly existed: boolean;
  /** What the sources said that were tried before the one that was used. */
  readonly failures: readonly SourceFailure[];
  /** `latest` stays at this run, whose rows reach further than those of the named window. */
  readonly newerRun: string | null;
  /** How old the reference of the bundle is; undefined without a usable bundle. */
  readonly reference?: ReferenceAge;
  /** The run that judged these fallback rows before, at a higher level. */
  readonly outrankedBy: OutrankingRun | null;
  /** 0, 1 (the data said no) or 4 (the model cannot be used). */
  readonly exitCode: 0 | 1 | 4;
  /** Why the model cannot be used, with exit code 4. */
  readonly modelError?: Error;
}

/**
 * load → check + drift → gate → score → trust → artifacts. Everything is staged and appears at once; whatever is
 * thrown on the way leaves the earlier state untouched. A damaged bundle is no reason to hide the data's state:
 * the run is written as withheld.
 */
export async function runPipeline(plan: Plan, options: RunOptions, effects: Effects): Promise<RunResult> {
  const startedAt = effects.now();
  await loadPolars();
  const run = await stageRun(options.artifactsDir, plan.config.pipeline, effects.now);
  try {
    warnOfClock(run.previousFinishedAt, startedAt, effects);
    const spoolDir = path.join(run.spool, 'rows');
    const loaded = await loadRows(
      configuredSources(plan, effects, run.layout.lastGoodSpool),
      async ({ used }) => new RowIntake(plan, effects, spoolDir, used),
      (message) => effects.warn(message),
    );
    const { intake } = loaded;
    await intake.close();
    effects.info(`load: ${intake.digest.rows} rows from ${loaded.label}, digest ${intake.digest.hex().slice(0, 16)}`);
    if (intake.digest.rows === 0) warnOfEmptyWindow(plan, loaded, effects);
    warnOfUnjudged(plan, intake, effects);
    return await judgeAndScore(plan, options, effects, { run, loaded, spoolDir, startedAt });
  } catch (error) {
    // What the file system refused below (scratch scores, results, spool) is no defect of ours.
    throw await run.explain(
      isSystemError(error) ? toStoreError(error, `run of ${plan.config.pipeline} could not be written to ${options.artifactsDir}`) : error,
    );
  } finally {
    await run.release();
  }
}

interface Underway {
  run: StagedRun;
  loaded: Loaded<RowIntake>;
  spoolDir: string;
  startedAt: Date;
}

async function judgeAndScore(
  plan: Plan,
  options: RunOptions,
  effects: Effects,
  { run, loaded, spoolDir, startedAt }: Underway,
): Promise<RunResult> {
  const { intake } = loaded;
  const history = await readPlannedHistory(plan, options.artifactsDir, effects, intake);
  const identity = identifyRun(plan, options.version, loaded, history?.digest);
  const runId = deriveRunId(identity);
  const quality = await judgeQuality(plan, intake, runId, effects.redact);
  const drift = judgeDrift(plan, intake, runId, history);
  effects.info(`check: quality ${quality.flag}, ${quality.rows.quarantined} rows set aside`);
  effects.info(`drift: ${drift.verdict}${drift.reasons.length > 0 ? `, ${drift.reasons.join('; ')}` : ''}`);

  const before = judgeSegments(plan, intake, runId, quality);
  const policy: GatePolicy = plan.config.gate;
  let evidence = gatherEvidence(plan, loaded, quality, drift, before);
  let modelError = plan.bundle.state === 'invalid' ? plan.bundle.error : undefined;
  let scored: Scored | undefined;
  if (decideGate(evidence, policy).scored && plan.bundle.state === 'ok') {
    try {
      scored = await scoreStage(plan, plan.bundle.bundle, intake, path.dirname(spoolDir), effects);
      evidence = { ...evidence, calibration: scored.calibration.verdict ?? null };
    } catch (error) {
      // A run is what follows from its inputs: what may go well next time must not take the place of its scores.
      if (!(error instanceof ModelError) || error.transient) throw error;
      modelError = error;
      evidence = { ...evidence, bundle: 'invalid' };
    }
  }
  try {
    const { level, reasons } = redactDocument(
      decideTrust(evidence, policy, describeEvidence(plan, quality, drift, loaded, modelError, scored, before)),
      effects.redact,
    );
    effects.info(
      scored
        ? `score: ${scored.pass.scored} rows, ${scored.pass.atThreshold} at or above ${scored.rule.threshold}`
        : 'score: withheld by the gate',
    );
    effects.info(`trust: ${level}`);
    const metrics = await writeScores(plan, run, { runId, quality, scored, level, why: reasons[0]?.message ?? 'nothing was scored' });
    // Once more with the anomalies, which trust does not depend on: the results tell which rows they are.
    const segments = scored ? judgeSegments(plan, intake, runId, quality, falseAlarmRateOf(scored)) : before;
    const state = buildSystemState({
      pipeline: plan.config.pipeline,
      run_id: runId,
      as_of: plan.asOfText,
      quality,
      drift,
      metrics,
      source: loaded.used,
      fallbackReason: loaded.fallbackReason,
      level,
      reasons,
      inputDigest: identity.input_digest,
      configDigest: identity.config_digest,
      segments: segments && summariseSegments(segments),
      reference: referencePeriod(plan),
    });
    await run.writeJson('quality_snapshot.json', QualitySnapshot, quality);
    await run.writeJson('drift_snapshot.json', DriftSnapshot, drift);
    if (segments) await run.writeJson('segment_snapshot.json', SegmentSnapshot, segments);
    await run.writeJson('inference_metrics.json', InferenceMetrics, metrics);
    await run.writeJson('system_state.json', SystemState, state);
    throwIfAborted(effects.signal); // the last moment: a commit is not left half-way
    if (intake.quarantineFile) await rename(intake.quarantineFile, path.join(run.dir, 'quarantine.parquet'));
    const isPast = plan.window !== undefined && plan.window.by !== 'config';
    const committed = await run.commit({ identity, trustLevel: level, startedAt, now: effects.now(), isPast });
    if (
      committed.newerRun === null &&
      loaded.used === 'primary' &&
      quality.rows.kept > 0 &&
      quality.flag !== 'fail' &&
      quality.flag !== 'error'
    )
      await keepSpool(run.layout, spoolDir, identity.input_digest);
    await pruneOldRuns(plan, run, effects);
    const { exit } = decideGate(evidence, policy);
    const reference = referenceAge(plan);
    return { state, quality, drift, metrics, segments, ...committed, failures: loaded.failures, reference, exitCode: exit, modelError };
  } finally {
    await scored?.close();
  }
}

/** Share of ordinary rows that are flagged: by a threshold what it was set for; by the false discovery rate hardly any. */
function falseAlarmRateOf({ rule, calibration }: Scored): number {
  return rule.kind === 'threshold' ? calibration.alpha : 0;
}

async function writeScores(
  plan: Plan,
  run: StagedRun,
  input: { runId: string; quality: QualitySnapshot; scored?: Scored; level: SystemState['summary']['trust_level']; why: string },
): Promise<InferenceMetrics> {
  const { runId, quality, scored, level, why } = input;
  const file = path.join(run.dir, 'anomaly_results.csv');
  const envelope = { pipeline: plan.config.pipeline, run_id: runId, as_of: plan.asOfText };
  const claims = CLAIMS[level];
  if (!scored) {
    const names = plan.config.key.length > 0 ? plan.config.key : ['row'];
    await writeFile(file, `${[...names, ...RESULT_COLUMNS].join(',')}\n`, { mode: 0o600 });
    const bundle: Bundle | null = plan.bundle.state === 'ok' ? plan.bundle.bundle : null;
    const rule = bundle
      ? ruleOf(plan, bundle)
      : { kind: plan.config.model?.rule ?? ('threshold' as const), threshold: 0, fdrTarget: plan.config.model?.fdr ?? 0.1 };
    return withheldMetrics({ ...envelope, rule, bundle, rows: quality.rows.kept, quarantined: quality.rows.quarantined, why });
  }
  await scored.writeResults(file, claims);
  return buildMetrics({
    ...envelope,
    bundle: scored.bundle,
    pass: scored.pass,
    rule: scored.rule,
    ranks: scored.ranks,
    calibration: scored.calibration,
    trust: level,
    claims,
    whyNoClaim: claims.falseDiscoveryRate ? null : why,
    quarantined: quality.rows.quarantined,
    topReasons: scored.topReasons,
    isAnomaly: scored.isAnomaly,
    hides: hiddenBy(plan.config.columns),
  });
}

/** The new run is there: that old ones cannot be removed is no reason to call it failed. */
async function pruneOldRuns({ config }: Plan, run: StagedRun, effects: Effects): Promise<void> {
  if (!config.retention) return;
  try {
    const { removed, kept } = await run.prune(config.retention, effects.now());
    effects.info(`retention: ${removed.length} runs removed, ${kept.length} kept`);
    for (const { run_id, problems } of removed) {
      if (problems.length > 0) effects.warn(`retention removed run ${run_id}, which was damaged: ${problems[0]}`);
    }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    effects.warn(`the run is written, but old runs were kept: ${error.message}`);
  }
}

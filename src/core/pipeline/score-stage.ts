import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { KeptBatch } from '../frame/kept-batch.ts';
import type { Bundle } from '../model/bundle.ts';
import { bundleInputs, computeInput } from '../model/model-input.ts';
import { checkCalibration, flagRows, type RankValues, rankValues, type ScoringRule } from '../score/build-metrics.ts';
import { openRowScorer } from '../score/score-rows.ts';
import { runScoringPass, type ScoringPass } from '../score/scoring-pass.ts';
import { writeResults } from '../score/write-results.ts';
import type { CalibrationEvidence, Reason } from '../snapshot/inference-metrics.ts';
import { announceLoad } from './announce-load.ts';
import type { Effects } from './effects.ts';
import { openReasons } from './explain.ts';
import type { RowIntake } from './intake.ts';
import type { Plan } from './plan.ts';

/** Scores of all kept rows, before anything is claimed about them. */
export interface Scored {
  readonly bundle: Bundle;
  readonly pass: ScoringPass;
  readonly ranks: RankValues;
  readonly rule: ScoringRule;
  readonly calibration: CalibrationEvidence;
  readonly topReasons: readonly (readonly Reason[])[];
  isAnomaly(score: number, rank: number): boolean;
  writeResults(file: string, claims: { pValues: boolean; falseDiscoveryRate: boolean }): Promise<{ rows: number; anomalies: number }>;
  close(): Promise<void>;
}

/** Two threads already score faster than rows arrive on most machines, and each holds the model once more. */
const MAX_DEFAULT_WORKERS = 2;
/** Fewer rows are scored before a thread has loaded the runtime and the model. */
const LEAST_ROWS_FOR_WORKERS = 10_000;

/** Pass 2 over the spool. `scratchDir` must outlive the result. */
export async function scoreStage(plan: Plan, bundle: Bundle, intake: RowIntake, scratchDir: string, effects: Effects): Promise<Scored> {
  const workers = plan.config.score.workers ?? chooseWorkers(bundle, intake.quality.rows.kept);
  if (bundle.card.training.detector === 'onnx') announceLoad(effects, bundle.model.byteLength);
  const scorer = await openRowScorer(bundle, { workers, signal: effects.signal });
  try {
    const rule = ruleOf(plan, bundle);
    const inputs = bundleInputs(bundle);
    const keyColumns = plan.config.key.filter((name) => intake.schema.some((field) => field.name === name));
    const valueColumns = [...new Set(bundle.card.features.map((feature) => feature.column))];
    const needed = [...new Set([...keyColumns, ...valueColumns])];
    const scoresFile = path.join(scratchDir, 'scores.f32');
    const total = intake.quality.rows.kept;
    const pass = await runScoringPass(scorer, intake.readKept(needed), {
      scoresFile,
      threshold: rule.threshold,
      top: plan.config.score.top,
      keyColumns,
      valueColumns,
      readInputs: ({ batch }, row) => Float64Array.from(inputs, (spec) => computeInput(spec, batch)[row]),
      onBatch: (rows) => effects.progress('score', rows, total),
    });
    const ranks = rankValues(pass);
    const isAnomaly = flagRows(rule, ranks);
    const reasons = openReasons(scorer);
    return {
      bundle,
      pass,
      ranks,
      rule,
      calibration: checkCalibration(bundle, pass, rule.threshold),
      topReasons: await reasons.ofTop(pass.top),
      isAnomaly,
      writeResults: async (file, claims) => {
        const { groups } = intake;
        const explained = [...new Set([...keyColumns, ...inputs.map(({ column }) => column), ...(groups?.scoreColumns ?? [])])];
        const written = await writeResults(reportProgress(intake.readKept(explained), effects, total), {
          file,
          scoresFile,
          keyColumns,
          calibration: bundle.calibration,
          pByRank: claims.pValues ? ranks.p : undefined,
          qByRank: claims.falseDiscoveryRate ? ranks.q : undefined,
          isAnomaly,
          onScores: groups && (({ batch }, scores, flagged) => groups.addScores(batch, scores, flagged)),
          explain: reasons.ofBatch,
        });
        await rm(scoresFile, { force: true });
        return written;
      },
      close: () => scorer.close(),
    };
  } catch (error) {
    await scorer.close();
    throw error;
  }
}

/** A model of someone else may take its time: in a thread it hinders neither a signal nor the progress. */
function chooseWorkers(bundle: Bundle, rows: number): number {
  const isForeign = bundle.card.training.detector === 'onnx';
  return rows < LEAST_ROWS_FOR_WORKERS && !isForeign ? 0 : Math.min(availableParallelism(), MAX_DEFAULT_WORKERS);
}

export function ruleOf({ config }: Plan, bundle: Bundle): ScoringRule {
  return {
    kind: config.model?.rule ?? 'threshold',
    threshold: config.model?.threshold ?? bundle.card.threshold,
    fdrTarget: config.model?.fdr ?? 0.1,
  };
}

async function* reportProgress(rows: AsyncIterable<KeptBatch>, effects: Effects, total: number): AsyncGenerator<KeptBatch> {
  let done = 0;
  for await (const batch of rows) {
    yield batch;
    done += batch.batch.rows;
    effects.progress('results', done, total);
  }
}

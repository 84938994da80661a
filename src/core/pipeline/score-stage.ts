import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { KeptBatch } from '../frame/kept-batch.ts';
import { buildMatrix, referenceMedians } from '../model/build-matrix.ts';
import { type Bundle, modelInputs } from '../model/bundle.ts';
import { explainRows } from '../model/reasons.ts';
import { computeNumericFeature } from '../profile/compute-feature.ts';
import { checkCalibration, flagRows, type RankValues, rankValues, type ScoringRule } from '../score/build-metrics.ts';
import { openRowScorer, type RowScorer } from '../score/score-rows.ts';
import { runScoringPass, type ScoringPass, type TopCandidate } from '../score/scoring-pass.ts';
import { writeResults } from '../score/write-results.ts';
import type { CalibrationEvidence, Reason } from '../snapshot/inference-metrics.ts';
import type { Effects } from './effects.ts';
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

/** Pass 2 over the spool. `scratchDir` must outlive the result. */
export async function scoreStage(plan: Plan, bundle: Bundle, intake: RowIntake, scratchDir: string, effects: Effects): Promise<Scored> {
  const workers = plan.config.score.workers ?? Math.min(availableParallelism(), MAX_DEFAULT_WORKERS);
  const scorer = await openRowScorer(bundle, { workers, signal: effects.signal });
  try {
    const rule = ruleOf(plan, bundle);
    const inputs = modelInputs(bundle.card);
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
      readInputs: ({ batch }, row) => Float64Array.from(inputs, (spec) => computeNumericFeature(spec, batch)[row]),
      onBatch: (rows) => effects.progress('score', rows, total),
    });
    const ranks = rankValues(pass);
    const isAnomaly = flagRows(rule, ranks);
    return {
      bundle,
      pass,
      ranks,
      rule,
      calibration: checkCalibration(bundle, pass, rule.threshold),
      topReasons: await explainTop(scorer, pass.top),
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
          explain: (rows, indexes, scores) => explainBatch(scorer, rows, indexes, scores),
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

export function ruleOf({ config }: Plan, bundle: Bundle): ScoringRule {
  return {
    kind: config.model?.rule ?? 'threshold',
    threshold: config.model?.threshold ?? bundle.card.threshold,
    fdrTarget: config.model?.fdr ?? 0.1,
  };
}

/** Reasons of the flagged rows of one batch. */
async function explainBatch(
  scorer: RowScorer,
  { batch }: KeptBatch,
  indexes: readonly number[],
  scores: Float32Array,
): Promise<Reason[][]> {
  const { card, reference } = scorer.bundle;
  const inputs = modelInputs(card);
  const medians = referenceMedians(inputs, reference);
  const mask = new Uint8Array(batch.rows);
  for (const index of indexes) mask[index] = 1;
  const flagged = batch.select(mask);
  const { data, rows } = buildMatrix(flagged, inputs, medians, 'median');
  const missing = new Uint8Array(data.length);
  inputs.forEach((spec, column) => {
    const values = computeNumericFeature(spec, flagged);
    for (let row = 0; row < rows; row++) if (Number.isNaN(values[row])) missing[row * inputs.length + column] = 1;
  });
  const own = Float32Array.from(indexes, (index) => scores[index]);
  const width = inputs.length;
  const reasons: Reason[][] = [];
  // Each row makes as many variants as there are features: some rows at a time keep that bounded.
  for (let from = 0; from < rows; from += EXPLAINED_AT_ONCE) {
    const to = Math.min(rows, from + EXPLAINED_AT_ONCE);
    const part = data.subarray(from * width, to * width);
    const gaps = missing.subarray(from * width, to * width);
    const score = (matrix: Float32Array, count: number) => scorer.scoreMatrix(matrix, count);
    reasons.push(...(await explainRows(score, part, to - from, own.subarray(from, to), inputs, medians, reference, gaps)));
  }
  return reasons;
}

const EXPLAINED_AT_ONCE = 2048;

async function explainTop(scorer: RowScorer, top: readonly TopCandidate[]): Promise<Reason[][]> {
  const { card, reference } = scorer.bundle;
  const inputs = modelInputs(card);
  const medians = referenceMedians(inputs, reference);
  const width = inputs.length;
  const data = new Float32Array(top.length * width);
  const missing = new Uint8Array(data.length);
  top.forEach((row, index) => {
    row.inputs.forEach((value, column) => {
      const at = index * width + column;
      if (Number.isNaN(value)) missing[at] = 1;
      data[at] = Number.isNaN(value) ? medians[column] : value;
    });
  });
  const scores = Float32Array.from(top, ({ score }) => score);
  return explainRows((matrix, count) => scorer.scoreMatrix(matrix, count), data, top.length, scores, inputs, medians, reference, missing);
}

async function* reportProgress(rows: AsyncIterable<KeptBatch>, effects: Effects, total: number): AsyncGenerator<KeptBatch> {
  let done = 0;
  for await (const batch of rows) {
    yield batch;
    done += batch.batch.rows;
    effects.progress('results', done, total);
  }
}

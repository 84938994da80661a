import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { KeptBatch } from '../frame/kept-batch.ts';
import type { Schema } from '../frame/types.ts';
import type { Bundle } from '../model/bundle.ts';
import { bundleInputs, computeInput } from '../model/model-input.ts';
import { checkCalibration, flagRows, type RankValues, rankValues, type ScoringRule } from '../score/build-metrics.ts';
import type { ResultsLayout, ResultsWriter } from '../score/results-writer.ts';
import { openRowScorer } from '../score/score-rows.ts';
import type { ScoringPass, TallyOptions } from '../score/score-tally.ts';
import { runScoringPass } from '../score/scoring-pass.ts';
import { type ScoredRowsOptions, type WrittenResults, writeResults, writeScoredRows } from '../score/write-results.ts';
import type { LevelClaims } from '../snapshot/claims.ts';
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
  /** As CSV into a file. */
  writeResults(file: string, claims: Claims): Promise<WrittenResults>;
  /** As `openWriter` writes them; it is closed, or aborted. */
  writeRows(openWriter: OpenResultsWriter, claims: Claims): Promise<WrittenResults>;
  close(): Promise<void>;
}

type Claims = Pick<LevelClaims, 'pValues' | 'falseDiscoveryRate'>;

/** `keySchema`: the columns that name a row. */
export type OpenResultsWriter = (layout: ResultsLayout, keySchema: Schema) => Promise<ResultsWriter>;

/** Two threads already score faster than rows arrive on most machines, and each holds the model once more. */
const MAX_DEFAULT_WORKERS = 2;
/** Fewer rows are scored before a thread has loaded the runtime and the model. */
const LEAST_ROWS_FOR_WORKERS = 10_000;

/** Pass 2 over the spool. `scratchDir` must outlive the result. */
export async function scoreStage(plan: Plan, bundle: Bundle, intake: RowIntake, scratchDir: string, effects: Effects): Promise<Scored> {
  if (bundle.card.training.detector === 'onnx') announceLoad(effects, bundle.model.byteLength);
  const scorer = await openRowScorer(bundle, { workers: workersOf(plan, bundle, intake.quality.rows.kept), signal: effects.signal });
  try {
    const rule = ruleOf(plan, bundle);
    const inputs = bundleInputs(bundle);
    const options = tallyOptions(plan, bundle, intake);
    const { keyColumns, valueColumns } = options;
    const needed = [...new Set([...keyColumns, ...valueColumns])];
    const scoresFile = path.join(scratchDir, 'scores.f32');
    const total = intake.quality.rows.kept;
    const pass = await runScoringPass(scorer, intake.readKept(needed), {
      ...options,
      scoresFile,
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
      writeResults: (file, claims) => write((batches, layout, found) => writeResults(batches, { file, ...layout, ...found }), claims),
      writeRows: (openWriter, claims) =>
        write(async (batches, layout, found) => {
          const keySchema = intake.schema.filter(({ name }) => keyColumns.includes(name));
          return writeScoredRows(batches, await openWriter(layout, keySchema), found);
        }, claims),
      close: () => scorer.close(),
    };

    async function write(
      to: (batches: AsyncIterable<KeptBatch>, layout: ResultsLayout, found: ScoredRowsOptions) => Promise<WrittenResults>,
      claims: Claims,
    ): Promise<WrittenResults> {
      const { groups } = intake;
      const explained = [...new Set([...keyColumns, ...inputs.map(({ column }) => column), ...(groups?.scoreColumns ?? [])])];
      const layout = {
        keyColumns,
        pByRank: claims.pValues ? ranks.p : undefined,
        qByRank: claims.falseDiscoveryRate ? ranks.q : undefined,
      };
      const written = await to(reportProgress(intake.readKept(explained), effects, total), layout, {
        scoresFile,
        calibration: bundle.calibration,
        isAnomaly,
        onScores: groups && (({ batch }, scores, flagged) => groups.addScores(batch, scores, flagged)),
        explain: reasons.ofBatch,
      });
      await rm(scoresFile, { force: true });
      return written;
    }
  } catch (error) {
    await scorer.close();
    throw error;
  }
}

/** A model of someone else may take its time: in a thread it hinders neither a signal nor the progress. */
export function workersOf({ config }: Plan, bundle: Bundle, rows: number): number {
  const few = rows < LEAST_ROWS_FOR_WORKERS && bundle.card.training.detector !== 'onnx';
  return config.score.workers ?? (few ? 0 : Math.min(availableParallelism(), MAX_DEFAULT_WORKERS));
}

/** What is counted of the scores, and kept of the highest. */
export function tallyOptions(plan: Plan, bundle: Bundle, { schema }: Pick<RowIntake, 'schema'>): TallyOptions {
  const inputs = bundleInputs(bundle);
  return {
    threshold: ruleOf(plan, bundle).threshold,
    top: plan.config.score.top,
    keyColumns: plan.config.key.filter((name) => schema.some((field) => field.name === name)),
    valueColumns: [...new Set(bundle.card.features.map((feature) => feature.column))],
    readInputs: ({ batch }, row) => Float64Array.from(inputs, (spec) => computeInput(spec, batch)[row]),
  };
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

import { throwIfAborted } from '../errors.ts';
import type { KeptBatch } from '../frame/kept-batch.ts';
import { buildMatrix, referenceMedians } from '../model/build-matrix.ts';
import type { Bundle } from '../model/bundle.ts';
import { rankScores } from '../model/calibration.ts';
import { scoreInParts } from '../model/foreign/score-in-parts.ts';
import { bundleInputs } from '../model/model-input.ts';
import { mapOrdered } from './map-ordered.ts';
import { openScorer, type Scorer } from './scorer.ts';

/** The scores of one batch, higher = more anomalous. */
export interface ScoredBatch {
  readonly rows: KeptBatch;
  readonly scores: Float32Array;
  /** Conformal rank of each score: p = rank / (n + 1). */
  readonly ranks: Uint32Array;
  /** Index within the kept batch of each scored row; undefined when all were scored. */
  readonly indexes?: Uint32Array;
}

/** A bundle's model, ready to score batches. */
export interface RowScorer {
  readonly bundle: Bundle;
  score(batches: AsyncIterable<KeptBatch>): AsyncGenerator<ScoredBatch>;
  /** Scores of a matrix that was built elsewhere, oriented like all others. */
  scoreMatrix(matrix: Float32Array, rows: number): Promise<Float32Array>;
  close(): Promise<void>;
}

export async function openRowScorer(bundle: Bundle, options: { workers: number; signal?: AbortSignal }): Promise<RowScorer> {
  const inputs = bundleInputs(bundle);
  const medians = referenceMedians(inputs, bundle.reference);
  const { input, output, missing, orientation } = bundle.card;
  const scorer: Scorer = await openScorer({
    modelBytes: bundle.model,
    width: inputs.length,
    inputName: input,
    outputName: output,
    workers: options.workers,
    signal: options.signal,
  });
  const orient = (scores: Float32Array): Float32Array => (orientation === 'lower' ? scores.map((score) => -score) : scores);
  const isForeign = bundle.card.training.detector === 'onnx';
  const score: Scorer['score'] = (matrix, rows) => (isForeign ? scoreInParts(scorer.score, matrix, rows) : scorer.score(matrix, rows));
  const scoreMatrix = async (matrix: Float32Array, rows: number) => (rows === 0 ? new Float32Array(0) : orient(await score(matrix, rows)));

  return {
    bundle,
    scoreMatrix,
    score: (batches) =>
      mapOrdered(batches, Math.max(1, scorer.capacity), async (rows) => {
        throwIfAborted(options.signal);
        const matrix = buildMatrix(rows.batch, inputs, medians, missing);
        const scores = await scoreMatrix(matrix.data, matrix.rows);
        return { rows, scores, ranks: rankScores(bundle.calibration, scores), indexes: matrix.indexes };
      }),
    close: () => scorer.close(),
  };
}

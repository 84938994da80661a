import type { KeptBatch } from '../frame/kept-batch.ts';
import { buildMatrix, referenceMedians } from '../model/build-matrix.ts';
import { bundleInputs, computeInput, type ModelInput } from '../model/model-input.ts';
import { explainRows } from '../model/reasons/explain-rows.ts';
import type { Explainer } from '../model/reasons/explainer.ts';
import { openExplainer } from '../model/reasons/open-explainer.ts';
import { asText } from '../profile/batch-profile.ts';
import type { RowScorer } from '../score/score-rows.ts';
import type { TopCandidate } from '../score/score-tally.ts';
import type { Reason } from '../snapshot/inference-metrics.ts';

/** Reasons of rows of one bundle; opened once, it reads the model once. */
export interface Reasons {
  /** Of some rows of a batch; `scores` holds those of all its rows. */
  ofBatch(rows: KeptBatch, indexes: readonly number[], scores: Float32Array): Promise<Reason[][]>;
  ofTop(top: readonly TopCandidate[]): Promise<Reason[][]>;
}

/** Some rows at a time: what an explainer makes of each row stays bounded. */
const EXPLAINED_AT_ONCE = 1024;

export function openReasons(scorer: RowScorer): Reasons {
  const explainer = openExplainer(scorer.bundle, (matrix, rows) => scorer.scoreMatrix(matrix, rows));
  return {
    ofBatch: (rows, indexes, scores) => explainBatch(scorer, explainer, rows, indexes, scores),
    ofTop: (top) => explainTop(scorer, explainer, top),
  };
}

async function explainBatch(
  { bundle }: RowScorer,
  explainer: Explainer,
  { batch }: KeptBatch,
  indexes: readonly number[],
  scores: Float32Array,
): Promise<Reason[][]> {
  const inputs = bundleInputs(bundle);
  const width = inputs.length;
  const mask = new Uint8Array(batch.rows);
  for (const index of indexes) mask[index] = 1;
  const flagged = batch.select(mask);
  const { data, rows } = buildMatrix(flagged, inputs, referenceMedians(inputs, bundle.reference), 'median');
  const missing = new Uint8Array(data.length);
  inputs.forEach((input, column) => {
    const values = computeInput(input, flagged);
    for (let row = 0; row < rows; row++) if (Number.isNaN(values[row])) missing[row * width + column] = 1;
  });
  const texts = inputs.map((input) => (input.encoding ? asText(flagged, input.column) : undefined));
  const textAt = (row: number, input: number) => texts[input]?.dictionary[texts[input].codes[row]];
  const own = Float32Array.from(indexes, (index) => scores[index]);
  const reasons: Reason[][] = [];
  for (let from = 0; from < rows; from += EXPLAINED_AT_ONCE) {
    const to = Math.min(rows, from + EXPLAINED_AT_ONCE);
    const part = {
      matrix: data.slice(from * width, to * width),
      rows: to - from,
      scores: own.subarray(from, to),
      missing: missing.subarray(from * width, to * width),
      textOf: (row: number, input: number) => textAt(from + row, input),
    };
    reasons.push(...(await explainRows(explainer, part, inputs, bundle.reference)));
  }
  return reasons;
}

async function explainTop({ bundle }: RowScorer, explainer: Explainer, top: readonly TopCandidate[]): Promise<Reason[][]> {
  const inputs: readonly ModelInput[] = bundleInputs(bundle);
  const medians = referenceMedians(inputs, bundle.reference);
  const width = inputs.length;
  const matrix = new Float32Array(top.length * width);
  const missing = new Uint8Array(matrix.length);
  top.forEach((row, index) => {
    row.inputs.forEach((value, column) => {
      const at = index * width + column;
      if (Number.isNaN(value)) missing[at] = 1;
      matrix[at] = Number.isNaN(value) ? medians[column] : value;
    });
  });
  const scores = Float32Array.from(top, ({ score }) => score);
  const textOf = (row: number, input: number) => (inputs[input].encoding ? String(top[row].values[inputs[input].column]) : undefined);
  return explainRows(explainer, { matrix, rows: top.length, scores, missing, textOf }, inputs, bundle.reference);
}

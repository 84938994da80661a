import { ModelError } from '../../errors.ts';
import { createRandom, sampleWithoutReplacement } from '../random.ts';
import type { ScoringSession } from '../session.ts';
import { FOREIGN_ROWS_AT_ONCE } from './score-in-parts.ts';

/** So many rows are tried by their score, and so many by their place. */
const TRIED = 24;
const FEW_ROWS = 7;

/**
 * Throws ModelError where a row's score depends on the rows beside it: no calibration holds for such a score.
 * @param scores of all `data`, as they calibrate
 */
export async function refuseMixedRows(
  session: Pick<ScoringSession, 'score'>,
  data: Float32Array,
  scores: Float32Array,
  seed: number,
): Promise<void> {
  const rows = scores.length;
  const width = data.length / rows;
  const sorted = scores.slice().sort();
  const allowance = allowDifferences(sorted);
  const tried = chooseRows(scores);
  const backwards = tried.toReversed();
  const shuffled = Array.from(sampleWithoutReplacement(createRandom(seed, 2), tried.length, tried.length), (at) => tried[at]);
  // As many as a run gives the model at once, also where the reference has fewer.
  const crowd = Array.from({ length: Math.max(0, FOREIGN_ROWS_AT_ONCE - tried.length) }, (_, at) => rows - 1 - (at % rows));

  const compare = async (batch: readonly number[]): Promise<void> => {
    const matrix = new Float32Array(batch.length * width);
    batch.forEach((row, at) => {
      matrix.set(data.subarray(row * width, (row + 1) * width), at * width);
    });
    const others = await session.score(matrix, batch.length);
    const compared = Math.min(batch.length, tried.length);
    for (let at = 0; at < compared; at++) {
      const score = scores[batch[at]];
      if (!(Math.abs(others[at] - score) <= allowance(score))) refuse(score, others[at], batch.length);
    }
  };
  for (const row of tried) await compare([row]);
  for (let from = 0; from < shuffled.length; from += FEW_ROWS) await compare(shuffled.slice(from, from + FEW_ROWS));
  for (const batch of [backwards, shuffled, [...shuffled, ...crowd]]) await compare(batch);
}

/** Rows that differ: from the lowest score to the highest, and from the first row to the last. */
function chooseRows(scores: Float32Array): number[] {
  const byScore = Uint32Array.from(scores, (_, row) => row).sort((a, b) => scores[a] - scores[b] || a - b);
  const last = scores.length - 1;
  const places = Array.from({ length: TRIED }, (_, step) => Math.round((step / (TRIED - 1)) * last));
  return [...new Set([...places.map((place) => byScore[place]), ...places])];
}

/** Of the central range, or of the row's own distance from the median where that is more. */
const NEARLY = 1e-4;
/** Of the score itself: some roundings to float32. */
const ROUNDING = 16 * 2 ** -23;

/**
 * Last bits may differ with the batch (a matrix product's do), and more so in a row far out; but a few rows far out make no room
 * for the others, and nor does a constant that all scores contain.
 */
function allowDifferences(sorted: Float32Array): (score: number) => number {
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))];
  const range = at(0.95) - at(0.05);
  const median = at(0.5);
  return (score) => NEARLY * Math.max(range, Math.abs(score - median)) + ROUNDING * Math.abs(score);
}

function refuse(score: number, other: number, rows: number): never {
  const beside = rows === 1 ? 'alone' : `in a batch of ${rows}`;
  throw new ModelError(
    'OADS_FIT_MIXED_ROWS',
    `expected a row's score to be the same alone and among others, got ${score} in the reference and ${other} ${beside} for the same row`,
    { hint: 'the model compares the rows of a batch with each other: export one that scores each row by itself' },
  );
}

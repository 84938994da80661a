import { open } from 'node:fs/promises';
import type { KeptBatch } from '../frame/kept-batch.ts';
import type { RowScorer } from './score-rows.ts';
import { ScoreTally, type ScoringPass, scoresOfRows, type TallyOptions } from './score-tally.ts';

export interface ScoringPassOptions extends TallyOptions {
  /** Float32 scores, little-endian, one per kept row (NaN: not scored), for the pass that writes the results. */
  readonly scoresFile: string;
  readonly onBatch?: (rows: number) => void;
}

/** Scores every kept row once, in order. */
export async function runScoringPass(
  scorer: RowScorer,
  batches: AsyncIterable<KeptBatch>,
  options: ScoringPassOptions,
): Promise<ScoringPass> {
  const tally = new ScoreTally(scorer.bundle.calibration, options);
  const file = await open(options.scoresFile, 'w', 0o600);
  try {
    for await (const scored of scorer.score(batches)) {
      tally.add(scored);
      const perRow = scoresOfRows(scored);
      // `write` may write a part only, on a disk that is nearly full.
      await file.writeFile(new Uint8Array(perRow.buffer, perRow.byteOffset, perRow.byteLength));
      options.onBatch?.(tally.rowsSeen);
    }
  } finally {
    await file.close();
  }
  return tally.finish();
}

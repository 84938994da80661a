import type { Batch } from '@oads/cli/plugin';
import { readText } from '../measures/read-text.ts';
import type { Baseline } from './baseline.ts';
import { type Level, MIN_SPREAD, measureLevel } from './level.ts';

export interface LevelLimits {
  readonly by: readonly string[];
  readonly max_deviations: number;
  readonly min_rows: number;
}

/**
 * Marks the rows of one group whose value lies too far above its level: that of the baseline, else that of the group itself if
 * it has enough rows. What has no value or no level is not judged.
 */
export function judgeLevels(
  rows: Batch,
  values: Float64Array,
  limits: LevelLimits,
  baseline: Baseline | undefined,
  verdicts: Uint8Array,
): void {
  const level = baseline ? baseline.levelOf(limits.by.map((name) => readText(rows, name)(0))) : ownLevel(values, limits.min_rows);
  for (let row = 0; row < values.length; row++) {
    if (!level || !(values[row] > 0)) verdicts[row] = 2;
    else verdicts[row] = Number(deviationOf(values[row], level) > limits.max_deviations);
  }
}

/** In spreads above the median, both of logarithms. */
function deviationOf(value: number, { median, spread }: Level): number {
  return (Math.log(value) - median) / Math.max(spread, MIN_SPREAD);
}

function ownLevel(values: Float64Array, minRows: number): Level | undefined {
  const level = measureLevel(values);
  return level && level.rows >= minRows ? level : undefined;
}

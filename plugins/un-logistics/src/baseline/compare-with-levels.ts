import type { Batch } from '@oads/cli/plugin';
import { readText } from '../measures/read-text.ts';
import type { Baseline } from './baseline.ts';
import type { Level } from './level.ts';

/** The natural logarithm of each value over the median of its group's past; NaN where either is unknown. */
export function compareWithLevels(batch: Batch, by: readonly string[], values: Float64Array, baseline: Baseline): Float64Array {
  const groups = by.map((name) => readText(batch, name));
  const known = new Map<string, Level | undefined>();
  const levelOf = (row: number) => {
    const group = groups.map((read) => read(row));
    const key = JSON.stringify(group);
    if (!known.has(key)) known.set(key, baseline.levelOf(group));
    return known.get(key);
  };
  return values.map((value, row) => (value > 0 ? Math.log(value) - (levelOf(row)?.median ?? Number.NaN) : Number.NaN));
}

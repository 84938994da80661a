import { ModelError } from '../../errors.ts';
import { createRandom, sampleWithoutReplacement } from '../random.ts';
import type { Neighbours } from './neighbours.ts';

/** Random numbers of the rows' choice: a stream of the seed that no tree uses (trees are 2000 at most). */
const ROWS_STREAM = 1_000_001;
/** What lies outside of this share on either side is rare, and must not stretch a scale. */
const OUTER = 0.01;
/** Of a normal distribution, what lies inside in standard deviations. */
const INSIDE_IN_SD = 4.6527;
/** And about what thousands of rows span. */
const RANGE_IN_SD = 6;

/** Reference rows at random, and a scale that no outlier moves. Throws ModelError where there are not more rows than neighbours. */
export function fitNeighbours(
  data: Float32Array,
  rows: number,
  width: number,
  options: { readonly rows: number; readonly k: number; readonly seed: number },
): Neighbours {
  if (rows <= options.k) {
    throw new ModelError('OADS_FIT_ROWS', `expected more than ${options.k} training rows to find ${options.k} neighbours, got ${rows}`, {
      hint: 'give more reference rows, or a smaller fit.neighbours',
    });
  }
  const chosen = sampleWithoutReplacement(createRandom(options.seed, ROWS_STREAM), rows, Math.max(options.k, options.rows)).sort();
  const sample = new Float32Array(chosen.length * width);
  chosen.forEach((row, at) => {
    sample.set(data.subarray(row * width, (row + 1) * width), at * width);
  });
  return { width, rows: sample, ...measureFeatures(data, rows, width), k: options.k };
}

function measureFeatures(data: Float32Array, rows: number, width: number): Pick<Neighbours, 'centre' | 'range' | 'scale'> {
  const centre = new Float32Array(width);
  const range = new Float32Array(width);
  const scale = new Float32Array(width);
  const column = new Float32Array(rows);
  for (let feature = 0; feature < width; feature++) {
    for (let row = 0; row < rows; row++) column[row] = data[row * width + feature];
    column.sort();
    centre[feature] = column[(rows - 1) >> 1];
    const inside = column[Math.ceil((1 - OUTER) * (rows - 1))] - column[Math.floor(OUTER * (rows - 1))];
    scale[feature] = positive(inside / INSIDE_IN_SD, () => spreadOf(column, centre[feature]));
    range[feature] = positive((column[rows - 1] - column[0]) / RANGE_IN_SD, () => scale[feature]);
  }
  return { centre, range, scale };
}

/** Nearly constant: the standard deviation. Constant: any other value is far, so the value itself (or 1) is the measure. */
function spreadOf(column: Float32Array, centre: number): number {
  let sum = 0;
  for (const value of column) sum += value;
  const mean = sum / column.length;
  let squares = 0;
  for (const value of column) squares += (value - mean) ** 2;
  return positive(Math.sqrt(squares / column.length), () => positive(Math.abs(centre), () => 1));
}

/** As float32, and neither 0 nor infinite. */
function positive(value: number, otherwise: () => number): number {
  const rounded = Math.fround(value);
  return rounded > 0 && rounded < Infinity ? rounded : otherwise();
}

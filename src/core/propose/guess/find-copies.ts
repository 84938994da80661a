import type { ColumnLook } from '../look/table-look.ts';

/** Rows of the sample that are compared. */
const COMPARED = 4000;
/** Rank correlation from which two columns say the same, and from which one follows the order of the rows. */
const COPY = 0.999;
const ORDER = 0.97;

/** Whether two columns say the same: numbers that rise or fall together, categories that go with one another. */
export function isCopy(one: ColumnLook, other: ColumnLook, kind: 'numeric' | 'categorical'): boolean {
  if (kind === 'numeric') return Math.abs(correlateRanks(one.sample, other.sample)) >= COPY;
  const length = Math.min(COMPARED, one.sample.length);
  return isFunction(one.sample, other.sample, length) && isFunction(other.sample, one.sample, length);
}

/** Whether a number rises or falls with the order of the rows all along. */
export function isOrder({ sample }: ColumnLook, order: Float64Array): boolean {
  return Math.abs(correlateRanks(sample, order)) >= ORDER;
}

/** Whether each value of the one goes with one value of the other, but for one row in a hundred. */
function isFunction(from: Float64Array, to: Float64Array, length: number): boolean {
  const seen = new Map<number, number>();
  let rows = 0;
  let others = 0;
  for (let row = 0; row < length; row++) {
    if (Number.isNaN(from[row]) || Number.isNaN(to[row])) continue;
    rows++;
    const known = seen.get(from[row]);
    if (known === undefined) seen.set(from[row], to[row]);
    else if (known !== to[row]) others++;
  }
  return rows >= 20 && others <= rows * 0.01;
}

/** Spearman's rank correlation over rows that have both; 0 where there are too few. */
function correlateRanks(one: Float64Array, other: Float64Array): number {
  const both: number[] = [];
  for (let row = 0; row < one.length && both.length < COMPARED; row++)
    if (!Number.isNaN(one[row]) && !Number.isNaN(other[row])) both.push(row);
  if (both.length < 20) return 0;
  return correlate(rank(both.map((row) => one[row])), rank(both.map((row) => other[row])));
}

/** Ranks, those of equal values averaged. */
function rank(values: readonly number[]): Float64Array {
  const order = values.map((_, index) => index).sort((a, b) => values[a] - values[b]);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && values[order[to]] === values[order[from]]) to++;
    for (let index = from; index < to; index++) ranks[order[index]] = (from + to - 1) / 2;
    from = to;
  }
  return ranks;
}

function correlate(one: Float64Array, other: Float64Array): number {
  const mean = (one.length - 1) / 2;
  let product = 0;
  let squareOne = 0;
  let squareOther = 0;
  for (let index = 0; index < one.length; index++) {
    const [a, b] = [one[index] - mean, other[index] - mean];
    product += a * b;
    squareOne += a * a;
    squareOther += b * b;
  }
  return squareOne === 0 || squareOther === 0 ? 0 : product / Math.sqrt(squareOne * squareOther);
}

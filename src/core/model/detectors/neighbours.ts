import { BugError } from '../../errors.ts';

/**
 * Distance to the k-th nearest of some reference rows. Each feature enters it twice: as (x − centre) / range, so that values far out
 * keep their distance, and as asinh((x − centre) / scale), so that one long tail does not hide what happens in the middle.
 */
export interface Neighbours {
  readonly width: number;
  /** Row-major, as the model reads them. */
  readonly rows: Float32Array;
  readonly centre: Float32Array;
  readonly range: Float32Array;
  readonly scale: Float32Array;
  readonly k: number;
}

/** `score` of each row by our own arithmetic: what the exported graph is compared with, and what the curves are made of. */
export function scoreNeighbours(model: Neighbours, data: Float32Array, rows: number): Float64Array {
  const { width, k } = model;
  if (data.length !== rows * width) throw new BugError(`expected ${rows} × ${width} values to score, got ${data.length}`);
  const known = embedRows(model, model.rows);
  const count = model.rows.length / width;
  const asked = embedRows(model, data);
  const depth = 2 * width;
  const nearest = new Float64Array(k);
  const scores = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    nearest.fill(Infinity);
    for (let other = 0; other < count; other++) {
      let distance = 0;
      const limit = nearest[k - 1];
      for (let j = 0, at = row * depth, to = other * depth; j < depth && distance < limit; j++, at++, to++) {
        const difference = asked[at] - known[to];
        distance += difference * difference;
      }
      if (distance < limit) insertSorted(nearest, distance);
    }
    scores[row] = Math.sqrt(nearest[k - 1]);
  }
  return scores;
}

/** Row-major, two coordinates for each feature. */
export function embedRows({ width, centre, range, scale }: Omit<Neighbours, 'rows' | 'k'>, data: Float32Array): Float64Array {
  const embedded = new Float64Array(2 * data.length);
  for (let at = 0; at < data.length; at++) {
    const feature = at % width;
    const centred = data[at] - centre[feature];
    const to = 2 * at - feature; // 2 · width · row + feature
    embedded[to] = centred / range[feature];
    embedded[to + width] = Math.asinh(centred / scale[feature]);
  }
  return embedded;
}

/** Ascending; the largest falls out. */
function insertSorted(sorted: Float64Array, value: number): void {
  let at = sorted.length - 1;
  for (; at > 0 && sorted[at - 1] > value; at--) sorted[at] = sorted[at - 1];
  sorted[at] = value;
}

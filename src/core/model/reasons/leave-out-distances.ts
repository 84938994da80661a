import { embedRows, type Neighbours } from '../detectors/neighbours.ts';

/** Reference rows that a row is compared with, one in so many of those that score it: all of them would cost far more than scoring. */
const STORED_PER_COMPARED = 32;
const LEAST_COMPARED = 48;

/**
 * Which share of a row's distance to its nearest reference row remains when a feature is left out of all distances: near 0 for
 * the one feature that keeps the row apart, 1 for one that does not matter. Exact over an even choice of reference rows. The
 * buffer is used again for the next row.
 */
export function openDistanceShares(model: Neighbours): (matrix: Float32Array, row: number) => Float64Array {
  const { width } = model;
  const chosen = chooseRows(model);
  const count = chosen.length / width;
  const known = embedRows(model, chosen);
  const squares = new Float64Array(width);
  const least = new Float64Array(width);
  return (matrix, row) => {
    const asked = embedRows(model, matrix.subarray(row * width, (row + 1) * width));
    least.fill(Infinity);
    let nearest = Infinity;
    for (let other = 0, at = 0; other < count; other++, at += 2 * width) {
      let distance = 0;
      for (let feature = 0; feature < width; feature++) {
        const linear = asked[feature] - known[at + feature];
        const soft = asked[width + feature] - known[at + width + feature];
        const square = linear * linear + soft * soft;
        squares[feature] = square;
        distance += square;
      }
      if (distance < nearest) nearest = distance;
      for (let feature = 0; feature < width; feature++) {
        const rest = distance - squares[feature];
        if (rest < least[feature]) least[feature] = rest;
      }
    }
    for (let feature = 0; feature < width; feature++) least[feature] = nearest > 0 ? Math.sqrt(Math.max(0, least[feature]) / nearest) : 1;
    return least;
  };
}

/** Evenly over the stored rows, which lie in the order of the reference. */
function chooseRows({ rows, width }: Neighbours): Float32Array {
  const stored = rows.length / width;
  const count = Math.min(stored, Math.max(LEAST_COMPARED, Math.ceil(stored / STORED_PER_COMPARED)));
  const chosen = new Float32Array(count * width);
  for (let i = 0; i < count; i++) {
    const row = Math.floor((i * stored) / count);
    chosen.set(rows.subarray(row * width, (row + 1) * width), i * width);
  }
  return chosen;
}

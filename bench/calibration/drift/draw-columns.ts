import type { Column } from '../../../src/core/frame/types.ts';
import type { Random } from '../../../src/core/model/random.ts';

/** All columns of `rows` rows. */
export type Draw = (random: Random, rows: number) => Column[];
/** One column of rows that depend on no other. */
export type DrawColumn = (random: Random, rows: number) => Column;

/** Box & Muller (1958), both halves. */
export function fillGaussian(random: Random, rows: number): Float64Array {
  const values = new Float64Array(rows);
  for (let row = 0; row < rows; row += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - random.nextFloat()));
    const angle = 2 * Math.PI * random.nextFloat();
    values[row] = radius * Math.cos(angle);
    if (row + 1 < rows) values[row + 1] = radius * Math.sin(angle);
  }
  return values;
}

/** Numbers made from standard normal ones; `row` draws further chance of its own. */
export function drawNumbers(make: (z: number, random: Random) => number): DrawColumn {
  return (random, rows) => {
    const values = fillGaussian(random, rows);
    for (let row = 0; row < rows; row++) values[row] = make(values[row], random);
    return { type: 'number', values };
  };
}

export function drawCategories(shares: readonly number[]): DrawColumn {
  const total = shares.reduce((sum, share) => sum + share, 0);
  let sum = 0;
  const bounds = Float64Array.from(shares, (share) => {
    sum += share;
    return sum / total;
  });
  const dictionary = shares.map((_, index) => `v${index}`);
  return (random, rows) => ({
    type: 'text',
    dictionary,
    codes: Uint32Array.from({ length: rows }, () => {
      const u = random.nextFloat();
      let low = 0;
      let high = bounds.length - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (u < bounds[middle]) high = middle;
        else low = middle + 1;
      }
      return low;
    }),
  });
}

export function independent(columns: readonly DrawColumn[]): Draw {
  return (random, rows) => columns.map((draw) => draw(random, rows));
}

/** Standard normal features, each pair with the same correlation. */
export function correlated(features: number, correlation: number, make: (z: number, feature: number, row: number) => number): Draw {
  const own = Math.sqrt(1 - correlation);
  const shared = Math.sqrt(correlation);
  return (random, rows) => {
    const common = fillGaussian(random, rows);
    return Array.from({ length: features }, (_, feature) => ({
      type: 'number' as const,
      values: fillGaussian(random, rows).map((z, row) => make(own * z + shared * common[row], feature, row)),
    }));
  };
}

/** Nulls at random. */
export function withNulls(draw: DrawColumn, share: number): DrawColumn {
  return (random, rows) => ({
    ...draw(random, rows),
    valid: Uint8Array.from({ length: rows }, () => (random.nextFloat() < share ? 0 : 1)),
  });
}

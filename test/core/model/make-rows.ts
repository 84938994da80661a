import { createRandom } from '../../../src/core/model/random.ts';

/** Row-major float32 matrix of independent normal values (Box-Muller). */
export function makeNormalRows(rows: number, width: number, seed: number, mean = 0, sd = 1): Float32Array {
  const random = createRandom(seed);
  const data = new Float32Array(rows * width);
  for (let i = 0; i < data.length; i++) {
    data[i] = mean + sd * Math.sqrt(-2 * Math.log(1 - random.nextFloat())) * Math.cos(2 * Math.PI * random.nextFloat());
  }
  return data;
}

/** Random float32 bit patterns but NaN: every magnitude, both infinities, subnormals, both zeros. */
export function makeExtremeRows(rows: number, width: number, seed: number): Float32Array {
  const random = createRandom(seed);
  const edges = [0, -0, Infinity, -Infinity, 3.4028234663852886e38, -3.4028234663852886e38, 1e-45, -1e-45];
  const view = new DataView(new ArrayBuffer(4));
  return Float32Array.from({ length: rows * width }, () => {
    if (random.nextBelow(3) === 0) return edges[random.nextBelow(edges.length)];
    view.setUint32(0, random.nextUint32());
    const value = view.getFloat32(0);
    return Number.isNaN(value) ? 0 : value;
  });
}

import { BugError } from '../errors.ts';
import { averagePathLength, type IsolationForest } from './isolation-forest.ts';

/** Rows whose keys and sums stay in the cache while all trees pass over them; a multiple of 4. */
const BLOCK_ROWS = 512;

/**
 * Anomaly score of each row, 2^(−E[h(x)] / c(ψ)) (Liu et al. 2008, eq. 2): higher is more anomalous, in (0, 1].
 * `data` is row-major, `rows` × `forest.width`, free of NaN. A row's score does not depend on the other rows.
 */
export function scoreForest(forest: IsolationForest, data: Float32Array, rows: number): Float32Array {
  const { width, offsets } = forest;
  if (data.length !== rows * width) throw new BugError(`expected ${rows} × ${width} values to score, got ${data.length}`);
  const trees = offsets.length - 1;
  const padded = padTrees(forest);
  const scale = -1 / (trees * averagePathLength(forest.sampleSize));
  const bits = new Int32Array(data.buffer, data.byteOffset, data.length);
  const keys = new Int32Array(BLOCK_ROWS * width);
  const sums = new Float64Array(BLOCK_ROWS);
  const scores = new Float32Array(rows);
  for (let start = 0; start < rows; start += BLOCK_ROWS) {
    const count = Math.min(BLOCK_ROWS, rows - start);
    for (let i = 0, at = start * width; i < count * width; i++, at++) keys[i] = toSortableKey(bits[at]);
    sums.fill(0);
    for (let tree = 0; tree < trees; tree++) addPathLengths(padded, tree, keys, width, count, sums);
    for (let i = 0; i < count; i++) scores[start + i] = 2 ** (scale * sums[i]);
  }
  return scores;
}

/** Every tree filled up to a perfect one of the same depth, in heap order (children of i: 2i and 2i + 1, the root is 1). */
interface PaddedTrees {
  readonly depth: number;
  /** Feature and threshold key of each inner node, side by side: one cache line serves both. */
  readonly splits: Int32Array;
  /** The leaves from left to right. */
  readonly values: Float32Array;
}

function padTrees({ offsets, sampleSize, feature, threshold, left, right, value }: IsolationForest): PaddedTrees {
  const trees = offsets.length - 1;
  const depth = 32 - Math.clz32(sampleSize - 1);
  const size = 2 ** depth;
  const splits = new Int32Array(trees * size * 2);
  const values = new Float32Array(trees * size);
  // A node that only pads sends every row left; both its sides end in the same value.
  for (let i = 1; i < splits.length; i += 2) splits[i] = 0x7fffffff;
  const bits = new Int32Array(threshold.map((value) => value + 0).buffer); // + 0 turns −0 into 0: `0 <= -0` holds
  for (let tree = 0; tree < trees; tree++) {
    const base = tree * size;
    const place = (node: number, slot: number, level: number): void => {
      if (feature[node] < 0) {
        const first = base + (slot << (depth - level)) - size;
        values.fill(value[node], first, first + 2 ** (depth - level));
        return;
      }
      splits[2 * (base + slot)] = feature[node];
      splits[2 * (base + slot) + 1] = toSortableKey(bits[node]);
      place(left[node], 2 * slot, level + 1);
      place(right[node], 2 * slot + 1, level + 1);
    };
    place(offsets[tree], 1, 0);
  }
  return { depth, splits, values };
}

/** Integers that sort like the float32 values with these bits: V8 compares integers without converting or branching, twice as fast. */
function toSortableKey(bits: number): number {
  return bits ^ ((bits >> 31) & 0x7fffffff);
}

/** Four rows at a time and no branch, so that the processor overlaps the four chains of loads; rows past `count` are never read back. */
function addPathLengths(
  { depth, splits, values }: PaddedTrees,
  tree: number,
  keys: Int32Array,
  width: number,
  count: number,
  sums: Float64Array,
): void {
  const base = tree << depth;
  const leaves = base - (1 << depth);
  for (let i = 0; i < count; i += 4) {
    const at0 = (i * width) | 0;
    const at1 = (at0 + width) | 0;
    const at2 = (at1 + width) | 0;
    const at3 = (at2 + width) | 0;
    let node0 = 1;
    let node1 = 1;
    let node2 = 1;
    let node3 = 1;
    for (let level = 0; level < depth; level++) {
      const split0 = (base + node0) << 1;
      const split1 = (base + node1) << 1;
      const split2 = (base + node2) << 1;
      const split3 = (base + node3) << 1;
      node0 = (node0 << 1) + Number(keys[at0 + splits[split0]] > splits[split0 + 1]);
      node1 = (node1 << 1) + Number(keys[at1 + splits[split1]] > splits[split1 + 1]);
      node2 = (node2 << 1) + Number(keys[at2 + splits[split2]] > splits[split2 + 1]);
      node3 = (node3 << 1) + Number(keys[at3 + splits[split3]] > splits[split3 + 1]);
    }
    sums[i] += values[leaves + node0];
    sums[i + 1] += values[leaves + node1];
    sums[i + 2] += values[leaves + node2];
    sums[i + 3] += values[leaves + node3];
  }
}

/** An isolation forest with what each step of a path isolates. */
export interface PathForest {
  /**
   * Four words a node, one cache line for each step: feature (−1 in a leaf), threshold (a row goes left when `x <= threshold`),
   * place of the left child (the right one follows it), and the gain, what the step to the node takes off the path length:
   * c(rows of its parent) − 1 − c(its rows). Feature and place are int32, the others float32.
   */
  readonly words: Int32Array;
  /** Place of each tree's root. */
  readonly roots: Uint32Array;
  /** c(ψ): the path length that nothing has been taken off. */
  readonly expected: number;
}

/** A tree ensemble as ONNX stores it: one entry a node, leaves apart. */
export interface StoredTrees {
  readonly trees: ArrayLike<number>;
  readonly nodes: ArrayLike<number>;
  readonly features: ArrayLike<number>;
  readonly thresholds: ArrayLike<number>;
  readonly trueNodes: ArrayLike<number>;
  readonly falseNodes: ArrayLike<number>;
  readonly isLeaf: (entry: number) => boolean;
}

/**
 * Counts the training rows of every node from those of its leaves and turns them into gains.
 * @param rowsOf training rows of a leaf, by its entry and depth
 * @param averageLength c(n)
 */
export function buildPathForest(
  stored: StoredTrees,
  rowsOf: (entry: number, depth: number) => number,
  averageLength: (rows: number) => number,
): PathForest | undefined {
  const count = stored.nodes.length;
  const entries = new Map<number, number>();
  const keyOf = (tree: number, node: number): number => tree * count + node;
  const isChild = new Uint8Array(count);
  for (let entry = 0; entry < count; entry++) entries.set(keyOf(stored.trees[entry], stored.nodes[entry]), entry);
  const feature = new Int32Array(count).fill(-1);
  const left = new Uint32Array(count);
  const right = new Uint32Array(count);
  for (let entry = 0; entry < count; entry++) {
    if (stored.isLeaf(entry)) continue;
    const yes = entries.get(keyOf(stored.trees[entry], stored.trueNodes[entry]));
    const no = entries.get(keyOf(stored.trees[entry], stored.falseNodes[entry]));
    if (yes === undefined || no === undefined || isChild[yes] || isChild[no]) return undefined;
    feature[entry] = stored.features[entry];
    left[entry] = yes;
    right[entry] = no;
    isChild[yes] = isChild[no] = 1;
  }
  const lengths = new Float64Array(count);
  const gain = new Float64Array(count);
  const measure = (entry: number, depth: number): number => {
    if (depth > MAX_DEPTH) return Number.NaN;
    const rows = feature[entry] < 0 ? rowsOf(entry, depth) : measure(left[entry], depth + 1) + measure(right[entry], depth + 1);
    lengths[entry] = averageLength(rows);
    for (const child of feature[entry] < 0 ? [] : [left[entry], right[entry]]) gain[child] = lengths[entry] - 1 - lengths[child];
    return rows;
  };
  const trunks = Uint32Array.from([...isChild.keys()].filter((entry) => isChild[entry] === 0));
  for (const trunk of trunks) measure(trunk, 0);
  const expected = lengths[trunks[0]];
  const isWhole = trunks.length > 0 && trunks.every((trunk) => lengths[trunk] === expected) && gain.every(Number.isFinite);
  if (!isWhole) return undefined;
  const words = new Int32Array(4 * count);
  const floats = new Float32Array(words.buffer);
  let places = 0;
  const place = (entry: number, at: number): void => {
    words[at] = feature[entry];
    floats[at + 1] = stored.thresholds[entry];
    floats[at + 3] = gain[entry];
    if (feature[entry] < 0) return;
    words[at + 2] = 4 * places;
    places += 2;
    place(left[entry], words[at + 2]);
    place(right[entry], words[at + 2] + 4);
  };
  const roots = trunks.map((trunk) => {
    const at = 4 * places++;
    place(trunk, at);
    return at;
  });
  return { words, roots, expected };
}

const MAX_DEPTH = 64;

/** What rows lose of their path length on the way down, in means over the trees. */
export interface Paths {
  /** Path length of each row. */
  readonly lengths: Float64Array;
  /** Row-major [rows, width]: by the feature that the steps split on; with the length, a row's gains add up to `expected`. */
  readonly gains: Float64Array;
}

/** Sends rows down every tree; tree after tree, so that each stays in the cache. `matrix` is row-major, `rows` × `width`. */
export function followPaths({ words, roots, expected }: PathForest, matrix: Float32Array, rows: number, width: number): Paths {
  const floats = new Float32Array(words.buffer);
  const gains = new Float64Array(rows * width);
  const lengths = new Float64Array(rows);
  for (let tree = 0; tree < roots.length; tree++) {
    for (let row = 0, from = 0; row < rows; row++, from += width) {
      let at = roots[tree];
      for (let split = words[at]; split >= 0; split = words[at]) {
        at = words[at + 2] + (matrix[from + split] <= floats[at + 1] ? 0 : 4);
        gains[from + split] += floats[at + 3];
      }
    }
  }
  for (let row = 0, at = 0; row < rows; row++) {
    lengths[row] = expected;
    for (const end = at + width; at < end; at++) {
      gains[at] /= roots.length;
      lengths[row] -= gains[at];
    }
  }
  return { lengths, gains };
}

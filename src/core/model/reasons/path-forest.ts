/** An isolation forest with what each step of a path isolates; trees as flat arrays over all nodes. */
export interface PathForest {
  /** Root of each tree. */
  readonly roots: Uint32Array;
  /** The feature that the node splits on, −1 in a leaf. */
  readonly feature: Int32Array;
  /** A row goes left when `x <= threshold`. */
  readonly threshold: Float32Array;
  readonly left: Uint32Array;
  readonly right: Uint32Array;
  /** Of each node but a root: what the step to it takes off the path length, c(rows of its parent) − 1 − c(its rows). */
  readonly gain: Float64Array;
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
  const roots = Uint32Array.from([...isChild.keys()].filter((entry) => isChild[entry] === 0));
  for (const root of roots) measure(root, 0);
  const expected = lengths[roots[0]];
  const isWhole = roots.length > 0 && roots.every((root) => lengths[root] === expected) && gain.every(Number.isFinite);
  if (!isWhole) return undefined;
  return { roots, feature, threshold: Float32Array.from(stored.thresholds), left, right, gain, expected };
}

const MAX_DEPTH = 64;

/**
 * Sends one row down every tree and adds what each step takes off the path length to the feature that it splits on; the sums of
 * all features telescope to expected − path length. Means over the trees.
 * @param gains gets one number a feature
 * @returns the row's mean path length
 */
export function followPaths(forest: PathForest, matrix: Float32Array, from: number, gains: Float64Array): number {
  const { roots, feature, threshold, left, right, gain } = forest;
  gains.fill(0);
  let total = 0;
  for (let tree = 0; tree < roots.length; tree++) {
    let node = roots[tree];
    for (let split = feature[node]; split >= 0; split = feature[node]) {
      node = matrix[from + split] <= threshold[node] ? left[node] : right[node];
      gains[split] += gain[node];
      total += gain[node];
    }
  }
  for (let i = 0; i < gains.length; i++) gains[i] /= roots.length;
  return forest.expected - total / roots.length;
}

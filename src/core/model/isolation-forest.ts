import { BugError, ModelError } from '../errors.ts';
import { createRandom, type Random, sampleWithoutReplacement } from './random.ts';

/** Trees as flat arrays over all nodes; tree i owns the nodes `offsets[i]` … `offsets[i + 1]` − 1 and its root is the first. */
export interface IsolationForest {
  /** Features per row. */
  readonly width: number;
  /** ψ: rows that each tree saw. */
  readonly sampleSize: number;
  readonly offsets: Uint32Array;
  /** The feature that the node splits on, −1 in a leaf. */
  readonly feature: Int32Array;
  /** A row goes left when `x <= threshold`; both are float32, so that ONNX's BRANCH_LEQ decides the same. */
  readonly threshold: Float32Array;
  readonly left: Uint32Array;
  readonly right: Uint32Array;
  /** In a leaf: its depth + c(rows that ended there). */
  readonly value: Float32Array;
}

export interface IsolationForestOptions {
  /** Row-major, `rows` × `width`, finite. */
  data: Float32Array;
  rows: number;
  width: number;
  trees?: number;
  sampleSize?: number;
  seed: number;
}

const MAX_SAMPLE_SIZE = 2 ** 14;

/**
 * Isolation forest of Liu, Ting and Zhou, "Isolation Forest", ICDM 2008 (algorithms 1 and 2).
 * A split's feature is drawn among those that vary in the node. The same data and seed give the same forest everywhere.
 * Throws ModelError for fewer than 2 rows.
 */
export function fitIsolationForest(options: IsolationForestOptions): IsolationForest {
  const { data, rows, width, trees = 100, sampleSize = 256, seed } = options;
  if (data.length !== rows * width) throw new BugError(`expected ${rows} × ${width} values to fit a forest, got ${data.length}`);
  if (rows < 2 || width < 1) {
    throw new ModelError(
      'OADS_MODEL_TOO_FEW_ROWS',
      `expected 2 rows or more with 1 feature or more to fit a forest, got ${rows} × ${width}`,
      {
        hint: 'give a larger reference',
      },
    );
  }
  if (!Number.isInteger(trees) || trees < 1) throw new BugError(`expected one tree or more, got ${trees}`);
  if (!Number.isInteger(sampleSize) || sampleSize < 2 || sampleSize > MAX_SAMPLE_SIZE) {
    throw new BugError(`expected a sample size of 2 to ${MAX_SAMPLE_SIZE}, got ${sampleSize}`);
  }
  const bad = data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new BugError(`expected finite values to fit a forest, got ${data[bad]}`);

  const psi = Math.min(sampleSize, rows);
  const nodes = new NodeList(trees * (2 * psi - 1));
  const offsets = new Uint32Array(trees + 1);
  for (let tree = 0; tree < trees; tree++) {
    const random = createRandom(seed, tree);
    growTree(nodes, data, width, sampleWithoutReplacement(random, rows, psi), random);
    offsets[tree + 1] = nodes.count;
  }
  return { width, sampleSize: psi, offsets, ...nodes.finish() };
}

/**
 * c(n), the average path length of an unsuccessful search in a binary search tree of n rows: eq. 1 of the paper,
 * 2 H(n − 1) − 2 (n − 1) / n, with the exact harmonic number instead of ln(i) + γ (the same bits on every platform).
 */
export function averagePathLength(rows: number): number {
  if (rows < 2) return 0;
  let harmonic = 0;
  for (let i = rows - 1; i > 0; i--) harmonic += 1 / i;
  return 2 * harmonic - (2 * (rows - 1)) / rows;
}

/** Algorithm 2, depth first. `sample` is reordered in place: each node owns a range of it. */
function growTree(nodes: NodeList, data: Float32Array, width: number, sample: Uint32Array, random: Random): void {
  const maxDepth = 32 - Math.clz32(sample.length - 1); // ⌈log₂ ψ⌉
  const low = new Float32Array(width);
  const high = new Float32Array(width);
  const varying = new Uint32Array(width);

  const grow = (start: number, end: number, depth: number): number => {
    const node = nodes.count++;
    let candidates = 0;
    if (depth < maxDepth && end - start > 1) {
      measureRanges(data, width, sample.subarray(start, end), low, high);
      for (let j = 0; j < width; j++) if (low[j] < high[j]) varying[candidates++] = j;
    }
    if (candidates === 0) {
      nodes.feature[node] = -1;
      nodes.value[node] = depth + averagePathLength(end - start);
      return node;
    }
    const feature = varying[random.nextBelow(candidates)];
    const threshold = drawThreshold(random, low[feature], high[feature]);
    let middle = start;
    for (let i = start; i < end; i++) {
      const row = sample[i];
      if (data[row * width + feature] > threshold) continue;
      sample[i] = sample[middle];
      sample[middle++] = row;
    }
    nodes.feature[node] = feature;
    nodes.threshold[node] = threshold;
    nodes.left[node] = grow(start, middle, depth + 1);
    nodes.right[node] = grow(middle, end, depth + 1);
    return node;
  };
  grow(0, sample.length, 0);
}

/** Uniform on [low, high) in float32: rounding up to `high` would leave the right side empty. */
function drawThreshold(random: Random, low: number, high: number): number {
  const threshold = Math.fround(low + random.nextFloat() * (high - low));
  return threshold < high ? threshold : low;
}

function measureRanges(data: Float32Array, width: number, sample: Uint32Array, low: Float32Array, high: Float32Array): void {
  low.fill(Infinity);
  high.fill(-Infinity);
  for (const row of sample) {
    for (let j = 0, at = row * width; j < width; j++, at++) {
      const value = data[at];
      if (value < low[j]) low[j] = value;
      if (value > high[j]) high[j] = value;
    }
  }
}

class NodeList {
  count = 0;
  readonly feature: Int32Array;
  readonly threshold: Float32Array;
  readonly left: Uint32Array;
  readonly right: Uint32Array;
  readonly value: Float32Array;

  constructor(capacity: number) {
    this.feature = new Int32Array(capacity);
    this.threshold = new Float32Array(capacity);
    this.left = new Uint32Array(capacity);
    this.right = new Uint32Array(capacity);
    this.value = new Float32Array(capacity);
  }

  finish() {
    return {
      feature: this.feature.slice(0, this.count),
      threshold: this.threshold.slice(0, this.count),
      left: this.left.slice(0, this.count),
      right: this.right.slice(0, this.count),
      value: this.value.slice(0, this.count),
    };
  }
}

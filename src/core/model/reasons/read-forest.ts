import { averagePathLength } from '../isolation-forest.ts';
import type { ReadModel, ReadNode } from '../onnx/read-model.ts';
import { buildPathForest, type PathForest, type StoredTrees } from './path-forest.ts';

const REGRESSOR = 'TreeEnsembleRegressor';
const ownAverage = tabulate(averagePathLength);

/** The forest of our own graphs: one ensemble whose leaves hold path lengths. Undefined where the model has none. */
export function readOwnForest({ nodes }: ReadModel): PathForest | undefined {
  const ensembles = nodes.filter(({ operator }) => operator === REGRESSOR);
  if (ensembles.length !== 1) return undefined;
  const stored = readTrees(ensembles[0], (feature) => feature);
  if (!stored) return undefined;
  const lengths = leafValues(ensembles[0]);
  return buildPathForest(
    stored,
    (entry, depth) => {
      const length = lengths.get(`${stored.trees[entry]} ${stored.nodes[entry]}`);
      return length === undefined ? Number.NaN : countRows(length - depth);
    },
    ownAverage,
  );
}

/**
 * The forest of a scikit-learn IsolationForest exported by skl2onnx: one ensemble a tree, whose leaves hold their own ids, and
 * label encoders that turn an id into the leaf's depth and into its training rows. Undefined for anything else, also where the
 * trees do not read the model's own input (a scaler before them).
 */
export function readSklearnForest(model: ReadModel, input: string): PathForest | undefined {
  const byOutput = new Map(model.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  const ensembles = model.nodes.filter(({ operator }) => operator === REGRESSOR);
  const encoders = model.nodes.filter(({ operator }) => operator === 'LabelEncoder');
  if (ensembles.length === 0 || encoders.length !== 2 * ensembles.length) return undefined;
  const trees = ensembles.map((ensemble) => {
    const gather = byOutput.get(ensemble.inputs[0]);
    const columns = gather?.operator === 'Gather' ? model.tensor(gather.inputs[1]) : undefined;
    if ((columns ? gather?.inputs[0] : ensemble.inputs[0]) !== input) return undefined;
    const stored = readTrees(ensemble, (feature) => columns?.[feature] ?? feature);
    const tables = encoders
      .filter(({ inputs }) => byOutput.get(inputs[0])?.inputs[0] === ensemble.outputs[0])
      .map((encoder) => ({ ids: encoder.numbers('keys_int64s'), values: encoder.numbers('values_floats') }));
    return stored && tables.length === 2 ? { stored, tables } : undefined;
  });
  if (!trees.every((tree) => tree !== undefined)) return undefined;
  const joined = joinTrees(trees.map(({ stored }) => stored));
  const rows = new Map<string, number>();
  for (const [tree, { stored, tables }] of trees.entries()) {
    const depths = measureDepths(stored);
    // Depths count from 1; the other table holds the rows.
    const isDepths = ({ ids, values }: (typeof tables)[number]) =>
      ids.every((id, at) => !depths.has(id) || values[at] === (depths.get(id) as number) + 1);
    const counts = tables.find((table) => !isDepths(table)) ?? tables[0];
    counts.ids.forEach((id, at) => {
      rows.set(`${tree} ${id}`, counts.values[at]);
    });
  }
  return buildPathForest(
    joined,
    (entry) => rows.get(`${joined.trees[entry]} ${joined.nodes[entry]}`) ?? Number.NaN,
    tabulate(averageOfSklearn),
  );
}

function readTrees(ensemble: ReadNode, columnOf: (feature: number) => number): StoredTrees | undefined {
  const modes = ensemble.texts('nodes_modes');
  const trees = ensemble.numbers('nodes_treeids');
  if (modes.length === 0 || modes.length !== trees.length || !modes.every((mode) => mode === 'LEAF' || mode === 'BRANCH_LEQ'))
    return undefined;
  return {
    trees,
    nodes: ensemble.numbers('nodes_nodeids'),
    features: Array.from(ensemble.numbers('nodes_featureids'), columnOf),
    thresholds: ensemble.numbers('nodes_values'),
    trueNodes: ensemble.numbers('nodes_truenodeids'),
    falseNodes: ensemble.numbers('nodes_falsenodeids'),
    isLeaf: (entry) => modes[entry] === 'LEAF',
  };
}

function leafValues(ensemble: ReadNode): Map<string, number> {
  const trees = ensemble.numbers('target_treeids');
  const nodes = ensemble.numbers('target_nodeids');
  const weights = ensemble.numbers('target_weights');
  return new Map(Array.from(weights, (weight, at) => [`${trees[at]} ${nodes[at]}`, weight]));
}

function joinTrees(parts: readonly StoredTrees[]): StoredTrees {
  const join = (pick: (part: StoredTrees, tree: number) => ArrayLike<number>): number[] =>
    parts.flatMap((part, tree) => Array.from(pick(part, tree)));
  const leaves = parts.flatMap((part) => Array.from(part.nodes, (_, entry) => part.isLeaf(entry)));
  return {
    trees: join((part, tree) => new Uint32Array(part.nodes.length).fill(tree)),
    nodes: join(({ nodes }) => nodes),
    features: join(({ features }) => features),
    thresholds: join(({ thresholds }) => thresholds),
    trueNodes: join(({ trueNodes }) => trueNodes),
    falseNodes: join(({ falseNodes }) => falseNodes),
    isLeaf: (entry) => leaves[entry],
  };
}

/** Of the leaves, by node id: scikit-learn numbers a tree's nodes so that the root is 0. */
function measureDepths({ nodes, trueNodes, falseNodes, isLeaf }: StoredTrees): Map<number, number> {
  const entries = new Map(Array.from(nodes, (node, entry) => [node, entry]));
  const depths = new Map<number, number>();
  const open: [node: number, depth: number][] = [[0, 0]];
  for (let next = open.pop(); next && depths.size <= nodes.length; next = open.pop()) {
    const [node, depth] = next;
    const entry = entries.get(node);
    if (entry === undefined) continue;
    if (isLeaf(entry)) depths.set(node, depth);
    else open.push([trueNodes[entry], depth + 1], [falseNodes[entry], depth + 1]);
  }
  return depths;
}

/** The n whose c(n) this is: our leaves hold depth + c(rows) alone. */
function countRows(length: number): number {
  let low = 1;
  let high = 2 ** 15;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ownAverage(middle) < length - 1e-4) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Trees ask for the same few values again and again. */
function tabulate(average: (rows: number) => number): (rows: number) => number {
  const known = new Map<number, number>();
  return (rows) => {
    let value = known.get(rows);
    if (value === undefined) {
      value = average(rows);
      known.set(rows, value);
    }
    return value;
  };
}

/** c(n) as scikit-learn has it: eq. 1 of Liu et al. 2008 with ln(i) + γ for the harmonic number. */
function averageOfSklearn(rows: number): number {
  if (rows <= 1) return 0;
  if (rows <= 2) return 1;
  return 2 * (Math.log(rows - 1) + 0.5772156649015329) - (2 * (rows - 1)) / rows;
}

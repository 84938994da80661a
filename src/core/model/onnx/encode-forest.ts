import { averagePathLength, type IsolationForest } from '../isolation-forest.ts';
import { encodeModel, type GraphPart, type OnnxNode } from './encode-model.ts';

/** The forest as an ONNX model: input `X` float [N, width], output `score` float [N, 1] = 2^(−E[h(x)] / c(ψ)), higher = more anomalous. */
export function encodeForest(forest: IsolationForest): Uint8Array {
  const { nodes, constants } = composeForest(forest, 'X', 'score');
  return encodeModel({
    name: 'isolation_forest',
    inputs: [{ name: 'X', shape: ['N', forest.width] }],
    outputs: [{ name: 'score', shape: ['N', 1] }],
    constants,
    nodes,
  });
}

/** The forest's part of a graph, from the tensor named `input` to the one named `output`; inner names start with `output`. */
export function composeForest(forest: IsolationForest, input: string, output: string): GraphPart {
  const trees = forest.offsets.length - 1;
  const sum = `${output}_path_sum`;
  const exponent = `${output}_exponent`;
  const scale = `${output}_scale`;
  const two = `${output}_two`;
  return {
    nodes: [
      { operator: 'TreeEnsembleRegressor', domain: 'ai.onnx.ml', inputs: [input], outputs: [sum], attributes: listTreeAttributes(forest) },
      { operator: 'Mul', inputs: [sum, scale], outputs: [exponent] },
      { operator: 'Pow', inputs: [two, exponent], outputs: [output] },
    ],
    constants: [
      { name: scale, shape: [1], values: Float32Array.of(-1 / (trees * averagePathLength(forest.sampleSize))) },
      { name: two, shape: [1], values: Float32Array.of(2) },
    ],
  };
}

function listTreeAttributes({ offsets, feature, threshold, left, right, value }: IsolationForest): NonNullable<OnnxNode['attributes']> {
  const count = feature.length;
  const treeIds = new Uint32Array(count);
  const nodeIds = new Uint32Array(count);
  const features = new Uint32Array(count);
  const lefts = new Uint32Array(count);
  const rights = new Uint32Array(count);
  const modes: string[] = [];
  const leaves: number[] = [];
  for (let tree = 0; tree + 1 < offsets.length; tree++) {
    const root = offsets[tree];
    for (let node = root; node < offsets[tree + 1]; node++) {
      treeIds[node] = tree;
      nodeIds[node] = node - root;
      const isLeaf = feature[node] < 0;
      modes.push(isLeaf ? 'LEAF' : 'BRANCH_LEQ');
      if (isLeaf) {
        leaves.push(node);
        continue;
      }
      features[node] = feature[node];
      lefts[node] = left[node] - root;
      rights[node] = right[node] - root;
    }
  }
  return {
    n_targets: 1,
    aggregate_function: 'SUM',
    post_transform: 'NONE',
    nodes_treeids: treeIds,
    nodes_nodeids: nodeIds,
    nodes_featureids: features,
    nodes_modes: modes,
    nodes_values: threshold,
    nodes_truenodeids: lefts,
    nodes_falsenodeids: rights,
    target_treeids: Uint32Array.from(leaves, (node) => treeIds[node]),
    target_nodeids: Uint32Array.from(leaves, (node) => nodeIds[node]),
    target_ids: new Uint32Array(leaves.length),
    target_weights: Float32Array.from(leaves, (node) => value[node]),
  };
}

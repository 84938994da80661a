import { type Detector, MAX_SCORE } from '../detectors/detector.ts';
import { composeCurve } from './compose-curve.ts';
import { composeNeighbours } from './compose-neighbours.ts';
import { composeForest, encodeForest } from './encode-forest.ts';
import { encodeModel, type GraphPart } from './encode-model.ts';

/**
 * A detector as one ONNX graph of standard operators: input `X` float [N, width], output `score` float [N, 1]. A row's score has the
 * same bits alone, in any batch and at any place.
 */
export function encodeDetector(detector: Detector): Uint8Array {
  if (detector.kind === 'iforest') return encodeForest(detector.forest);
  const parts = [composeNeighbours(detector.neighbours, 'X', 'neighbour'), ...composeScore(detector)];
  return encodeModel({
    name: detector.kind,
    inputs: [{ name: 'X', shape: ['N', detector.width] }],
    outputs: [{ name: 'score', shape: ['N', 1] }],
    constants: parts.flatMap(({ constants }) => constants),
    nodes: parts.flatMap(({ nodes }) => nodes),
  });
}

function composeScore(detector: Exclude<Detector, { kind: 'iforest' }>): GraphPart[] {
  if (detector.kind === 'knn') return [composeCast('neighbour')];
  const { forest, forestCurve, neighbourCurve, forestWeight } = detector;
  return [
    composeForest(forest, 'X', 'forest'),
    { nodes: [{ operator: 'Cast', inputs: ['forest'], outputs: ['forest_double'], attributes: { to: 11 } }], constants: [] },
    composeCurve(forestCurve, 'forest_double', 'forest_curve'),
    composeCurve(neighbourCurve, 'neighbour', 'neighbour_curve'),
    {
      nodes: [
        { operator: 'Mul', inputs: ['neighbour_curve', 'neighbour_weight'], outputs: ['neighbour_part'] },
        { operator: 'Mul', inputs: ['forest_curve', 'forest_weight'], outputs: ['forest_part'] },
        { operator: 'Add', inputs: ['neighbour_part', 'forest_part'], outputs: ['sum'] },
      ],
      constants: [
        { name: 'neighbour_weight', shape: [1], values: Float64Array.of(1 - forestWeight) },
        { name: 'forest_weight', shape: [1], values: Float64Array.of(forestWeight) },
      ],
    },
    composeCast('sum'),
  ];
}

/** To float, without an infinity where a row lies beyond all measure. */
function composeCast(input: string): GraphPart {
  return {
    nodes: [
      { operator: 'Min', inputs: [input, 'max_score'], outputs: ['bounded'] },
      { operator: 'Cast', inputs: ['bounded'], outputs: ['score'], attributes: { to: 1 } },
    ],
    constants: [{ name: 'max_score', shape: [1], values: Float64Array.of(MAX_SCORE) }],
  };
}

import type { CombinationCurve } from '../detectors/combination-curve.ts';
import type { Neighbours } from '../detectors/neighbours.ts';
import type { ReadModel } from '../onnx/read-model.ts';
import type { PathForest } from './path-forest.ts';
import { readOwnForest } from './read-forest.ts';

/** How the scores of both detectors are added. */
export interface Combination {
  readonly forestCurve: CombinationCurve;
  readonly neighbourCurve: CombinationCurve;
  readonly forestWeight: number;
}

/** What our own graphs hold; names are those of `encodeDetector`. */
export interface ReadDetector {
  readonly forest?: PathForest;
  readonly neighbours?: Neighbours;
  /** How both are added; undefined where only one is there. */
  readonly combination?: {
    readonly forestCurve: CombinationCurve;
    readonly neighbourCurve: CombinationCurve;
    readonly forestWeight: number;
  };
}

/** The parts of one of our own detectors. Undefined where the graph is none of ours. */
export function readDetector(model: ReadModel, width: number): ReadDetector | undefined {
  const forest = readOwnForest(model);
  const neighbours = readNeighbours(model, width);
  if (!forest || !neighbours) return forest || neighbours ? { forest, neighbours } : undefined;
  const forestCurve = readCurve(model, 'forest_curve');
  const neighbourCurve = readCurve(model, 'neighbour_curve');
  const forestWeight = model.tensor('forest_weight')?.[0];
  if (!forestCurve || !neighbourCurve || forestWeight === undefined) return undefined;
  return { forest, neighbours, combination: { forestCurve, neighbourCurve, forestWeight } };
}

function readNeighbours(model: ReadModel, width: number): Neighbours | undefined {
  const read = (name: string) => Float32Array.from(model.tensor(`neighbour_${name}`) ?? []);
  const neighbours = { width, rows: read('rows'), centre: read('centre'), range: read('range'), scale: read('scale'), k: read('k')[0] };
  const { rows, centre, range, scale } = neighbours;
  const isWhole = rows.length > 0 && rows.length % width === 0 && [centre, range, scale].every(({ length }) => length === width);
  return isWhole ? neighbours : undefined;
}

function readCurve(model: ReadModel, name: string): CombinationCurve | undefined {
  const read = (part: string) => Float64Array.from(model.tensor(`${name}_${part}`) ?? []);
  const curve = { knots: read('knots'), values: read('values'), slopes: read('slopes') };
  const { knots, values, slopes } = curve;
  return knots.length > 0 && values.length === knots.length && slopes.length === knots.length ? curve : undefined;
}

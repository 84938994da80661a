import { ModelError } from '../../errors.ts';
import type { DetectorName, Purity } from '../../schema/detectors.ts';
import { fitIsolationForest, type IsolationForest } from '../isolation-forest.ts';
import { scoreForest } from '../score-forest.ts';
import { buildCurve } from './combination-curve.ts';
import type { Detector } from './detector.ts';
import { fitNeighbours } from './fit-neighbours.ts';
import { type Neighbours, scoreNeighbours } from './neighbours.ts';
import { type Rows, type Trimming, trimRows } from './trim-rows.ts';

export interface DetectorOptions {
  readonly detector: DetectorName;
  readonly referenceIs: Purity;
  readonly trees: number;
  readonly sampleSize: number;
  readonly seed: number;
  /** Undefined: as `referenceIs` has it. */
  readonly neighbours?: number;
  readonly neighbourRows: number;
  /** Share of the training rows; undefined: as `referenceIs` has it, none for a forest alone. */
  readonly trim?: number;
}

/** Measured by bench/adbench on seeds that its table does not use; see docs/statistics.md. */
export const RECIPES = {
  clean: { neighbours: 1, trim: 0 },
  unknown: { neighbours: 5, trim: 0.2 },
} as const satisfies Record<Purity, { neighbours: number; trim: number }>;
export const FOREST_WEIGHT = 0.1;
export const NEIGHBOUR_ROWS = 2000;

export interface FittedDetector {
  readonly detector: Detector;
  readonly trimming: Trimming | null;
  readonly parameters: Readonly<Record<string, number>>;
}

/**
 * Fits a detector. In an ensemble the curves come from `combine`, rows that the parts which they are made with have not seen; those
 * rows then join the training. What is trimmed is trimmed from training rows only.
 */
export function fitDetector(training: Rows, combine: Rows, width: number, options: DetectorOptions): FittedDetector {
  const settings = settle(options);
  const { detector: kind, trees, seed } = options;
  const forestParameters = (forest: IsolationForest) => ({ trees, sample_size: forest.sampleSize, seed });
  const neighbourParameters = ({ k, rows }: Neighbours) => ({ neighbours: k, neighbour_rows: rows.length / width, seed });
  if (kind === 'iforest') {
    const { kept, trimming } = trim(training, width, settings);
    const forest = fitForest(kept, width, settings);
    return { detector: { kind, width, forest }, trimming, parameters: forestParameters(forest) };
  }
  if (kind === 'knn') {
    const { kept, trimming } = trim(training, width, settings);
    const neighbours = fitRows(kept, width, settings);
    return { detector: { kind, width, neighbours }, trimming, parameters: neighbourParameters(neighbours) };
  }
  const first = trim(training, width, settings).kept;
  const forestCurve = buildCurve(scoreForest(fitForest(first, width, settings), combine.data, combine.rows));
  const neighbourCurve = buildCurve(scoreNeighbours(fitRows(first, width, settings), combine.data, combine.rows));
  const { kept, trimming } = trim(joinRows(training, combine), width, settings);
  const forest = fitForest(kept, width, settings);
  const neighbours = fitRows(kept, width, settings);
  return {
    detector: { kind, width, forest, neighbours, forestCurve, neighbourCurve, forestWeight: FOREST_WEIGHT },
    trimming,
    parameters: { ...forestParameters(forest), ...neighbourParameters(neighbours), forest_weight: FOREST_WEIGHT },
  };
}

type Settings = DetectorOptions & { readonly neighbours: number; readonly trim: number };

/** A forest alone is not trimmed: beyond the rows that it saw it tells nothing apart, so the outermost ones widen what it sees. */
function settle(options: DetectorOptions): Settings {
  const recipe = RECIPES[options.referenceIs];
  const trim = options.detector === 'iforest' ? 0 : recipe.trim;
  return { ...options, neighbours: options.neighbours ?? recipe.neighbours, trim: options.trim ?? trim };
}

function fitForest({ data, rows }: Rows, width: number, { trees, sampleSize, seed }: Settings): IsolationForest {
  return fitIsolationForest({ data, rows, width, trees, sampleSize: Math.min(sampleSize, rows), seed });
}

function fitRows({ data, rows }: Rows, width: number, { neighbours, neighbourRows, seed }: Settings): Neighbours {
  return fitNeighbours(data, rows, width, { rows: neighbourRows, k: neighbours, seed });
}

/** By a forest of all training rows: it hides less than neighbours do where anomalies come in groups. */
function trim(training: Rows, width: number, settings: Settings): { kept: Rows; trimming: Trimming | null } {
  if (settings.trim === 0) return { kept: training, trimming: null };
  const scores = scoreForest(fitForest(training, width, settings), training.data, training.rows);
  const trimmed = trimRows(training, width, scores, settings.trim);
  if (trimmed.kept.rows >= 2) return trimmed;
  throw new ModelError('OADS_FIT_ROWS', `expected at least 2 training rows after trimming, got ${trimmed.kept.rows} of ${training.rows}`, {
    hint: 'give more reference rows, or a smaller fit.trim',
  });
}

function joinRows(a: Rows, b: Rows): Rows {
  const data = new Float32Array(a.data.length + b.data.length);
  data.set(a.data);
  data.set(b.data, a.data.length);
  return { data, rows: a.rows + b.rows };
}

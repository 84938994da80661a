import type { IsolationForest } from '../isolation-forest.ts';
import { scoreForest } from '../score-forest.ts';
import { applyCurve, type CombinationCurve } from './combination-curve.ts';
import { type Neighbours, scoreNeighbours } from './neighbours.ts';

/** What was fitted; higher scores are more anomalous. */
export type Detector =
  | { readonly kind: 'iforest'; readonly width: number; readonly forest: IsolationForest }
  | { readonly kind: 'knn'; readonly width: number; readonly neighbours: Neighbours }
  | {
      readonly kind: 'ensemble';
      readonly width: number;
      readonly forest: IsolationForest;
      readonly neighbours: Neighbours;
      readonly forestCurve: CombinationCurve;
      readonly neighbourCurve: CombinationCurve;
      /** Of the forest's curve; the neighbours' has the rest. */
      readonly forestWeight: number;
    };

/** No score is larger: JSON and histograms have no place for infinity. */
export const MAX_SCORE = 3e38;

/** The scores by our own arithmetic: what the exported graph has to give, but for rounding. */
export function scoreDetector(detector: Detector, data: Float32Array, rows: number): Float32Array {
  if (detector.kind === 'iforest') return scoreForest(detector.forest, data, rows);
  const distances = scoreNeighbours(detector.neighbours, data, rows);
  if (detector.kind === 'knn') return Float32Array.from(distances, (distance) => Math.min(distance, MAX_SCORE));
  const { forestWeight, forestCurve, neighbourCurve } = detector;
  return scoreForest(detector.forest, data, rows).map((score, row) => {
    const far = (1 - forestWeight) * applyCurve(neighbourCurve, distances[row]);
    return Math.min(far + forestWeight * applyCurve(forestCurve, score), MAX_SCORE);
  });
}

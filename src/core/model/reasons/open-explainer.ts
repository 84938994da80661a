import { referenceMedians } from '../build-matrix.ts';
import type { Bundle } from '../bundle.ts';
import { bundleInputs } from '../model-input.ts';
import { type ReadModel, readModel } from '../onnx/read-model.ts';
import { explainByAblation } from './explain-by-ablation.ts';
import { explainOwn } from './explain-own.ts';
import { explainSklearn } from './explain-sklearn.ts';
import type { Explainer, ScoreMatrix } from './explainer.ts';
import { openRarity } from './rarity.ts';
import { readDetector } from './read-detector.ts';
import { readSklearnForest } from './read-forest.ts';

/**
 * The cheapest exact explanation that the bundle's model allows: its graph is read, and nothing else is kept beside it. The
 * graph is read when the first rows are to be explained.
 */
export function openExplainer(bundle: Pick<Bundle, 'card' | 'model' | 'reference'>, score: ScoreMatrix): Explainer {
  let chosen: Explainer | undefined;
  return {
    contributions: (matrix, rows, scores) => {
      chosen ??= chooseExplainer(bundle, score);
      return chosen.contributions(matrix, rows, scores);
    },
  };
}

function chooseExplainer(bundle: Pick<Bundle, 'card' | 'model' | 'reference'>, score: ScoreMatrix): Explainer {
  const { card, reference } = bundle;
  const inputs = bundleInputs(bundle);
  const rarity = openRarity(inputs, reference);
  const ablation = explainByAblation(score, referenceMedians(inputs, reference), rarity);
  const model = readGraph(bundle.model);
  if (!model) return ablation;
  if (card.training.detector !== 'onnx') {
    const detector = readDetector(model, inputs.length);
    return detector ? explainOwn(detector, rarity) : ablation;
  }
  const offset = card.orientation === 'lower' ? readOffset(model, card.output) : undefined;
  const forest = offset === undefined ? undefined : readSklearnForest(model, card.input);
  return forest && offset !== undefined ? explainSklearn(forest, offset, rarity, ablation) : ablation;
}

/** The runtime may read what we cannot: then the model is asked, as any other. */
function readGraph(bytes: Uint8Array): ReadModel | undefined {
  try {
    return readModel(bytes);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** scikit-learn's decision function is the score and a constant: the last node adds it. */
function readOffset(model: ReadModel, output: string): number | undefined {
  const last = model.nodes.find(({ outputs }) => outputs.includes(output));
  if (last?.operator !== 'Add') return undefined;
  const constants = last.inputs.map((name) => model.tensor(name)).filter((values) => values?.length === 1);
  return constants[0]?.[0];
}

import { ModelError } from '../errors.ts';
import { referenceMedians } from './build-matrix.ts';
import { type Bundle, modelInputs } from './bundle.ts';
import { bundleInputs } from './model-input.ts';
import { openSession } from './session.ts';

/** Loads the model and has it score the most ordinary row of the reference. Throws ModelError. */
export async function proveBundle(bundle: Bundle): Promise<void> {
  const { card, model, reference, dir } = bundle;
  const session = await openSession(model, { width: modelInputs(card).length, inputName: card.input, outputName: card.output });
  try {
    const [score] = await session.score(referenceMedians(bundleInputs(bundle), reference), 1);
    if (Number.isFinite(score)) return;
    throw new ModelError('OADS_MODEL_INVALID', `model bundle ${dir}: expected a finite score of the reference's medians, got ${score}`, {
      hint: 'fit the bundle again',
    });
  } finally {
    await session.release();
  }
}

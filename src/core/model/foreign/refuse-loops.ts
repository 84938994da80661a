import { ModelError } from '../../errors.ts';
import { listOperators } from '../onnx/list-operators.ts';

/**
 * Throws ModelError for a model that may never return: the runtime blocks its thread while it scores, so that no signal ends it.
 * Bytes whose operators cannot be read are refused as well, since the runtime could read more into them.
 */
export function refuseLoops(model: Uint8Array): void {
  let operators: Set<string>;
  try {
    operators = listOperators(model);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    operators = new Set();
  }
  if (operators.size === 0 || isRuntimeFormat(model)) {
    throw new ModelError('OADS_MODEL_NOT_ONNX', 'expected an ONNX model, got bytes that are none', {
      hint: 'check that the file is complete, no git-lfs pointer, and a plain export (.onnx, not .ort)',
    });
  }
  if (!operators.has('Loop')) return;
  throw new ModelError('OADS_MODEL_UNSUPPORTED', 'expected a model without loops, got the operator Loop', {
    hint: 'a Loop may run for ever, and nothing could stop it: export the model without loops (If is fine, and Scan, whose length is fixed)',
  });
}

/** ONNX Runtime's own format, which it tells by these bytes. */
function isRuntimeFormat(model: Uint8Array): boolean {
  return Buffer.from(model.subarray(4, 8)).toString('latin1') === 'ORTM';
}

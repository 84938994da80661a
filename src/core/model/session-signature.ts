import { ModelError } from '../errors.ts';

export interface SignatureOptions {
  /** The name that the model's one input must have. */
  inputName?: string;
  /** Needed when the model has several outputs that could be a score. */
  outputName?: string;
  /** Features per row, where the caller knows: a model that declares another number is refused. */
  width?: number;
}

export interface Signature {
  readonly inputName: string;
  readonly outputName: string;
  /** Features per row; unknown when neither the model nor the caller says. */
  readonly width?: number;
  /** The outputs that were passed over because none of them can be a score; undefined where nothing was chosen. */
  readonly passedOver?: readonly string[];
}

/** What onnxruntime tells about an input or output; an unknown dimension is a string, an undeclared shape is empty. */
type ValueMetadata =
  | { readonly name: string; readonly isTensor: false }
  | { readonly name: string; readonly isTensor: true; readonly type: string; readonly shape: readonly (number | string)[] };

/** Which input and output to use. Throws ModelError unless that is float32 [N, d] to float or double [N] or [N, 1]. */
export function readSignature(inputs: readonly ValueMetadata[], outputs: readonly ValueMetadata[], options: SignatureOptions): Signature {
  const input = pickInput(inputs, options.inputName);
  const output = pickOutput(outputs, options.outputName);
  const width = readWidth(input, options.width);
  requireScores(output, outputs);
  const passedOver = outputs.filter((value) => value !== output).map((value) => value.name);
  const chosen = options.outputName === undefined && passedOver.length > 0;
  return { inputName: input.name, outputName: output.name, width, ...(chosen ? { passedOver } : {}) };
}

/** A model with several inputs needs them all: naming one would only move the failure to the first row. */
function pickInput(inputs: readonly ValueMetadata[], wanted: string | undefined): ValueMetadata {
  const list = listNames(inputs);
  if (inputs.length !== 1) {
    throw new ModelError('OADS_MODEL_INPUT', `expected one input, got ${inputs.length}: ${list}`, {
      hint: 'export the model with one float tensor [N, features]',
    });
  }
  if (wanted !== undefined && inputs[0].name !== wanted) {
    throw new ModelError('OADS_MODEL_INPUT', `expected the model to have an input "${wanted}", got ${list}`, { hint: 'name its input' });
  }
  return inputs[0];
}

/** Without a name: the only output, else the only one that can be a score, as `scores` beside the labels of scikit-learn. */
function pickOutput(outputs: readonly ValueMetadata[], wanted: string | undefined): ValueMetadata {
  const list = listNames(outputs);
  if (wanted !== undefined) {
    const found = outputs.find((value) => value.name === wanted);
    if (found) return found;
    throw new ModelError('OADS_MODEL_OUTPUT', `expected the model to have an output "${wanted}", got ${list}`, {
      hint: 'name one of its outputs',
    });
  }
  if (outputs.length === 1) return outputs[0];
  const scores = outputs.filter(canBeScore);
  if (scores.length === 1) return scores[0];
  const named = scores.length > 0 ? list : outputs.map((value) => `${value.name} ${describe(value)}`).join(', ') || 'none';
  throw new ModelError(
    'OADS_MODEL_OUTPUT',
    `expected one output that can be a score, got ${scores.length} of ${outputs.length}: ${named}`,
    {
      hint: scores.length > 1 ? 'say which output holds the score (--output-name)' : outputs.some(hasColumns) ? ONE_SCORE : NO_ZIP_MAP,
    },
  );
}

const NO_ZIP_MAP = "export one float score a row; with skl2onnx without ZipMap: options={'zipmap': False}";

function listNames(values: readonly ValueMetadata[]): string {
  return values.map((value) => value.name).join(', ') || 'none';
}

function readWidth(input: ValueMetadata, wanted: number | undefined): number | undefined {
  if (
    !input.isTensor ||
    input.type !== 'float32' ||
    (input.shape.length !== 2 && input.shape.length !== 0) ||
    typeof input.shape[0] === 'number'
  ) {
    const isFixed = input.isTensor && input.type === 'float32' && typeof input.shape[0] === 'number';
    throw new ModelError('OADS_MODEL_INPUT', `expected input "${input.name}" to be float32 [N, features], got ${describe(input)}`, {
      hint: isFixed
        ? 'the model takes a fixed number of rows: export it with a free first dimension (torch: dynamic_axes)'
        : 'export the model with one float32 input whose first dimension is free; text and categories are to be numbers before',
    });
  }
  const declared = input.shape[1];
  if (typeof declared !== 'number') return wanted;
  if (wanted !== undefined && wanted !== declared) {
    throw new ModelError('OADS_MODEL_WIDTH', `expected a model of ${wanted} features, got one of ${declared}`, {
      hint: 'the feature list and the model do not belong together: name as many features as its input has columns, in their order',
    });
  }
  return declared;
}

function isFloat(output: ValueMetadata): output is ValueMetadata & { isTensor: true } {
  return output.isTensor && (output.type === 'float32' || output.type === 'float64');
}

/** Several scores a row, as a classifier's probabilities without ZipMap are. */
function hasColumns(output: ValueMetadata): boolean {
  return isFloat(output) && output.shape.length === 2 && !canBeScore(output);
}

function canBeScore(output: ValueMetadata): boolean {
  if (!isFloat(output)) return false;
  const { shape } = output;
  return shape.length <= 2 && (shape.length < 2 || typeof shape[1] !== 'number' || shape[1] === 1);
}

function requireScores(output: ValueMetadata, outputs: readonly ValueMetadata[]): void {
  if (canBeScore(output)) return;
  const others = outputs.filter((value) => value !== output && canBeScore(value)).map((value) => value.name);
  const elsewhere = others.length > 0 ? `use ${others.join(' or ')}` : undefined;
  if (!output.isTensor) {
    throw new ModelError('OADS_MODEL_OUTPUT', `expected output "${output.name}" to be a tensor, got ${describe(output)}`, {
      hint: elsewhere ? `${NO_ZIP_MAP}; or ${elsewhere}` : NO_ZIP_MAP,
    });
  }
  if (output.type.includes('int') || output.type === 'bool') {
    throw new ModelError('OADS_MODEL_OUTPUT', `expected output "${output.name}" to be a float score, got labels: ${describe(output)}`, {
      hint: `labels rank nothing, so they cannot be calibrated: ${elsewhere ?? 'export the score that they were cut from'}`,
    });
  }
  throw new ModelError('OADS_MODEL_OUTPUT', `expected output "${output.name}" to be float [N] or [N, 1], got ${describe(output)}`, {
    hint: elsewhere ?? ONE_SCORE,
  });
}

/** What a classifier's probabilities, one column a class, need. */
export const ONE_SCORE =
  'export the model with one score a row: of several columns, such as the probabilities of classes, choose one inside the model (Gather)';

function describe(value: ValueMetadata): string {
  return value.isTensor ? `${value.type} [${value.shape.map((size) => size || '?').join(', ')}]` : 'a sequence or map';
}

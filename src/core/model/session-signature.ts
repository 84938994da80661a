import { ModelError } from '../errors.ts';

export interface SignatureOptions {
  /** Needed when the model has several inputs. */
  inputName?: string;
  /** Needed when the model has several outputs. */
  outputName?: string;
  /** Features per row, where the caller knows: a model that declares another number is refused. */
  width?: number;
}

export interface Signature {
  readonly inputName: string;
  readonly outputName: string;
  /** Features per row; unknown when neither the model nor the caller says. */
  readonly width?: number;
}

/** What onnxruntime tells about an input or output; an unknown dimension is a string, an undeclared shape is empty. */
type ValueMetadata =
  | { readonly name: string; readonly isTensor: false }
  | { readonly name: string; readonly isTensor: true; readonly type: string; readonly shape: readonly (number | string)[] };

/** Which input and output to use. Throws ModelError unless that is float32 [N, d] to float or double [N] or [N, 1]. */
export function readSignature(inputs: readonly ValueMetadata[], outputs: readonly ValueMetadata[], options: SignatureOptions): Signature {
  const input = pick('input', inputs, options.inputName);
  const output = pick('output', outputs, options.outputName);
  const width = readWidth(input, options.width);
  requireScores(output, outputs);
  return { inputName: input.name, outputName: output.name, width };
}

function pick(kind: 'input' | 'output', values: readonly ValueMetadata[], wanted: string | undefined): ValueMetadata {
  const list = values.map((value) => value.name).join(', ') || 'none';
  const code = `OADS_MODEL_${kind.toUpperCase()}`;
  if (wanted !== undefined) {
    const found = values.find((value) => value.name === wanted);
    if (found) return found;
    throw new ModelError(code, `expected the model to have an ${kind} "${wanted}", got ${list}`, { hint: `name one of its ${kind}s` });
  }
  if (values.length === 1) return values[0];
  const hint = kind === 'input' ? 'export the model with one float tensor [N, features]' : 'say which output holds the score';
  throw new ModelError(code, `expected one ${kind}, got ${values.length}: ${list}`, { hint });
}

function readWidth(input: ValueMetadata, wanted: number | undefined): number | undefined {
  if (
    !input.isTensor ||
    input.type !== 'float32' ||
    (input.shape.length !== 2 && input.shape.length !== 0) ||
    typeof input.shape[0] === 'number'
  ) {
    throw new ModelError('OADS_MODEL_INPUT', `expected input "${input.name}" to be float32 [N, features], got ${describe(input)}`, {
      hint: 'export the model with one float32 input whose first dimension is free',
    });
  }
  const declared = input.shape[1];
  if (typeof declared !== 'number') return wanted;
  if (wanted !== undefined && wanted !== declared) {
    throw new ModelError('OADS_MODEL_WIDTH', `expected a model of ${wanted} features, got one of ${declared}`, {
      hint: 'the feature list and the model do not belong together',
    });
  }
  return declared;
}

function requireScores(output: ValueMetadata, outputs: readonly ValueMetadata[]): void {
  const others = outputs.filter((value) => value !== output).map((value) => value.name);
  if (!output.isTensor) {
    throw new ModelError('OADS_MODEL_OUTPUT', `expected output "${output.name}" to be a tensor, got ${describe(output)}`, {
      hint: `export without ZipMap (skl2onnx: options={'zipmap': False})${others.length > 0 ? `, or use ${others.join(' or ')}` : ''}`,
    });
  }
  const { type, shape } = output;
  const fits = shape.length <= 2 && (shape.length < 2 || typeof shape[1] !== 'number' || shape[1] === 1);
  if ((type !== 'float32' && type !== 'float64') || !fits) {
    throw new ModelError('OADS_MODEL_OUTPUT', `expected output "${output.name}" to be float [N] or [N, 1], got ${describe(output)}`, {
      hint: others.length > 0 ? `use ${others.join(' or ')}` : 'export the model with one score a row',
    });
  }
}

function describe(value: ValueMetadata): string {
  return value.isTensor ? `${value.type} [${value.shape.map((size) => size || '?').join(', ')}]` : 'a sequence or map';
}

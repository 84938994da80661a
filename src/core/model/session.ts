import type { InferenceSession } from 'onnxruntime-node';
import { BugError, ModelError, messageOf } from '../errors.ts';
import { ONE_SCORE, readSignature, type Signature, type SignatureOptions } from './session-signature.ts';

type Runtime = typeof import('onnxruntime-node');

/** A loaded model. It blocks its thread while it scores and is not to be shared between threads. */
export interface ScoringSession extends Signature {
  /**
   * The model's raw score of each row of the row-major `rows` × width matrix.
   * Throws ModelError when the matrix holds NaN, when the model fails on it, or answers with anything but one number a row.
   */
  score(matrix: Float32Array, rows: number): Promise<Float32Array>;
  release(): Promise<void>;
}

/**
 * Loads an ONNX model (bytes, or the path of a file) that maps one float tensor [N, d] to a float or double tensor [N] or [N, 1].
 * Throws ModelError, with a code for each way in which a model cannot be used.
 */
export async function openSession(model: Uint8Array | string, options: SignatureOptions = {}): Promise<ScoringSession> {
  const runtime = await loadRuntime();
  const session = await createSession(runtime, model);
  try {
    const signature = readSignature(session.inputMetadata, session.outputMetadata, options);
    return {
      ...signature,
      score: (matrix, rows) => score(runtime, session, signature, matrix, rows),
      release: () => session.release(),
    };
  } catch (error) {
    await session.release();
    throw error;
  }
}

/**
 * onnxruntime sends telemetry and writes into the home directory unless this is set before it loads. A worker thread's
 * `process.env` is a copy that native code does not see: the main thread has to call this before it starts workers.
 */
export function disableRuntimeTelemetry(): void {
  process.env.ORT_DISABLE_TELEMETRY = '1';
}

async function loadRuntime(): Promise<Runtime> {
  disableRuntimeTelemetry();
  try {
    const runtime = await import('onnxruntime-node');
    runtime.env.logLevel = 'error';
    return runtime;
  } catch (cause) {
    throw new ModelError('OADS_MODEL_RUNTIME', `ONNX Runtime would not load on ${process.platform}-${process.arch}: ${messageOf(cause)}`, {
      hint: 'reinstall oads on a platform that onnxruntime-node supports (linux or windows x64 and arm64, macOS arm64)',
      cause,
    });
  }
}

/** One thread: with two, onnxruntime 1.30 gave other last bits in 13,448 of 20,000 scores. Work is spread over batches instead. */
const SESSION_OPTIONS: InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  logSeverityLevel: 4,
  extra: { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } },
};

async function createSession({ InferenceSession }: Runtime, model: Uint8Array | string): Promise<InferenceSession> {
  try {
    // A path or bytes: the runtime tells them apart, its overloads do not know the union.
    return await InferenceSession.create(model as Uint8Array, SESSION_OPTIONS);
  } catch (cause) {
    throw explainShortage(messageOf(cause), cause) ?? explainLoadFailure(messageOf(cause), cause);
  }
}

/** What the runtime says where there is no memory: no property of the model, the next run may have it. */
export function explainShortage(reason: string, cause?: unknown): ModelError | undefined {
  if (!/bad_alloc|(failed|unable) to allocate|out of memory/i.test(reason)) return undefined;
  return new ModelError('OADS_MODEL_MEMORY', `the model got too little memory: ${reason}`, {
    hint: 'give the process more memory, or score with fewer workers (score.workers)',
    cause,
    transient: true,
  });
}

function explainLoadFailure(reason: string, cause: unknown): ModelError {
  if (/protobuf parsing failed|data pointer is null|does not have a graph|No graph was found/i.test(reason)) {
    return new ModelError('OADS_MODEL_NOT_ONNX', 'expected an ONNX model, got bytes that are none', {
      hint: 'check that the file is complete and not a git-lfs pointer',
      cause,
    });
  }
  const version = findVersionProblem(reason);
  if (version) {
    return new ModelError('OADS_MODEL_UNSUPPORTED', `expected a model that this ONNX Runtime can read, got ${version}`, {
      hint: 'export the model again for an older opset (15 and ai.onnx.ml 3 always work)',
      cause,
    });
  }
  if (/model_path|external data|external_data/i.test(reason)) {
    return new ModelError('OADS_MODEL_UNSUPPORTED', 'expected a model in one file, got one whose weights lie in another', {
      hint: 'save it whole: onnx.save(onnx.load(path), path, save_as_external_data=False)',
      cause,
    });
  }
  return new ModelError('OADS_MODEL_LOAD', `the model would not load: ${reason}`, { hint: 'check the model with onnx.checker', cause });
}

function findVersionProblem(reason: string): string | undefined {
  const format = /model IR version: (\d+), max supported IR version: (\d+)/.exec(reason);
  if (format) return `IR version ${format[1]} (at most ${format[2]})`;
  const opset = /Opset (\d+) is under development[\s\S]*domain (\S+) is till opset (\d+)/.exec(reason);
  if (opset) return `opset ${opset[1]} of ${opset[2]} (at most ${opset[3]})`;
  const absent = /No Op registered for (\S+) with domain_version of (\d+)/.exec(reason);
  if (absent) return `the operator ${absent[1]}, which opset ${absent[2]} does not have`;
  const domain = /No opset import for domain '(.*?)'/.exec(reason);
  if (domain) return `operators of the unknown domain ${domain[1]}`;
  const operator = /(\S+) is not a registered function\/op/.exec(reason);
  return operator ? `the unknown operator ${operator[1]}` : undefined;
}

async function score(
  runtime: Runtime,
  session: InferenceSession,
  signature: Signature,
  matrix: Float32Array,
  rows: number,
): Promise<Float32Array> {
  if (rows === 0) return new Float32Array(0);
  const width = signature.width ?? matrix.length / rows;
  if (!Number.isInteger(width) || matrix.length !== rows * width) {
    throw new BugError(`expected ${rows} × ${width} values to score, got ${matrix.length}`);
  }
  requireNoNaN(matrix, width);
  const { inputName, outputName } = signature;
  let output: InferenceSession.OnnxValueMapType[string];
  try {
    // Before Node 24 the binding refuses shared memory.
    const own = matrix.buffer instanceof SharedArrayBuffer ? Float32Array.from(matrix) : (matrix as Float32Array<ArrayBuffer>);
    const input = new runtime.Tensor('float32', own, [rows, width]);
    output = (await session.run({ [inputName]: input }, [outputName]))[outputName];
  } catch (cause) {
    throw explainShortage(messageOf(cause), cause) ?? explainRunFailure(messageOf(cause), rows, width, cause);
  }
  return readScores(output, outputName, rows);
}

const OTHER_FEATURES = 'check that the feature list is the one that the model was trained on';

function explainRunFailure(reason: string, rows: number, width: number, cause: unknown): ModelError {
  const [, feature] = /requests feature (\d+) but input tensor has \d+ features/.exec(reason) ?? [];
  if (feature !== undefined) {
    const expected = `expected at least ${Number(feature) + 1} features a row, which the model reads, got ${width}`;
    return new ModelError('OADS_MODEL_WIDTH', expected, { hint: OTHER_FEATURES, cause });
  }
  // Where in the runtime's own source it happened tells nobody anything.
  const told = reason.replace(/\/onnxruntime_src\/\S{1,500}?:\d+ .{0,2000}?\] (?=[A-Z])/s, '');
  return new ModelError('OADS_MODEL_RUN', `the model failed on ${rows} rows of ${width} features: ${told}`, {
    hint: OTHER_FEATURES,
    cause,
  });
}

/** onnxruntime scores NaN without a word: nulls have to be settled before. */
function requireNoNaN(matrix: Float32Array, width: number): void {
  let sum = 0;
  for (let i = 0; i < matrix.length; i++) sum += matrix[i];
  if (!Number.isNaN(sum)) return;
  // ∞ − ∞ is NaN as well: look closer.
  const at = matrix.findIndex((value) => Number.isNaN(value));
  if (at < 0) return;
  throw new ModelError(
    'OADS_MODEL_NAN_INPUT',
    `expected features without NaN, got NaN in row ${Math.floor(at / width)}, feature ${at % width}`,
    {
      hint: 'fill or refuse nulls before scoring',
    },
  );
}

function readScores(output: InferenceSession.OnnxValueMapType[string], name: string, rows: number): Float32Array {
  const { data, dims } = output;
  if (!(data instanceof Float32Array || data instanceof Float64Array) || data.length !== rows || dims[0] !== rows) {
    throw new ModelError('OADS_MODEL_OUTPUT', `expected output "${name}" to hold ${rows} scores, got ${output.type} [${dims.join(', ')}]`, {
      hint: ONE_SCORE,
    });
  }
  const scores = data instanceof Float32Array ? data : Float32Array.from(data);
  // Infinities have no mean and no place in a histogram, and JSON cannot hold them.
  const at = scores.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return scores;
  const code = Number.isNaN(scores[at]) ? 'OADS_MODEL_NAN_SCORE' : 'OADS_MODEL_INFINITE_SCORE';
  throw new ModelError(code, `expected a finite score for every row, got ${data[at]} for row ${at}`, {
    hint: 'the model cannot handle these values: check its preprocessing',
  });
}

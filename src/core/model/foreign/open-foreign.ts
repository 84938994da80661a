import { readFile } from 'node:fs/promises';
import { ModelError, messageOf, systemCode } from '../../errors.ts';
import { openSession, type ScoringSession } from '../session.ts';
import { refuseLoops } from './refuse-loops.ts';

/** Which of a model's raw scores are anomalous. */
export type Orientation = 'higher' | 'lower';

/** A model that was made elsewhere, loaded. */
export interface ForeignModel {
  readonly bytes: Uint8Array;
  readonly session: ScoringSession;
  readonly orientation: Orientation;
}

export interface ForeignOptions {
  readonly file: string;
  /** Features per row. */
  readonly width: number;
  readonly orientation: Orientation;
  readonly inputName?: string;
  readonly outputName?: string;
  /** Called before the runtime loads the model and blocks, for as long as that takes. */
  readonly onLoad?: (bytes: number) => void;
}

/** Reads and loads an ONNX model once, for all that a fit does with it. Throws ModelError where it cannot be used. */
export async function openForeign({ file, width, orientation, inputName, outputName, onLoad }: ForeignOptions): Promise<ForeignModel> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    throw new ModelError('OADS_MODEL_MISSING', `expected a readable ONNX model at ${file}: ${systemCode(cause) ?? messageOf(cause)}`, {
      hint: 'correct --onnx',
      cause,
    });
  }
  refuseLoops(bytes);
  onLoad?.(bytes.byteLength);
  return { bytes, session: await openSession(bytes, { width, inputName, outputName }), orientation };
}

import { BugError, ModelError, messageOf, OadsError } from '../errors.ts';

export interface WorkerSetup {
  readonly modelBytes: Uint8Array;
  readonly width: number;
  readonly inputName?: string;
  readonly outputName?: string;
}

export type ToWorker =
  | { readonly type: 'score'; readonly id: number; readonly matrix: Float32Array; readonly rows: number }
  | { readonly type: 'stop' };

export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly error: PackedError }
  | { readonly type: 'scored'; readonly id: number; readonly scores: Float32Array }
  | { readonly type: 'refused'; readonly id: number; readonly error: PackedError };

/** An error as plain data: structured cloning keeps neither the class nor its fields. */
export interface PackedError {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly isBug: boolean;
  readonly transient: boolean;
}

export function packError(thrown: unknown): PackedError {
  if (!(thrown instanceof OadsError)) return { code: 'OADS_MODEL_RUN', message: messageOf(thrown), isBug: false, transient: false };
  const transient = thrown instanceof ModelError && thrown.transient;
  return { code: thrown.code, message: thrown.message, hint: thrown.hint, isBug: thrown instanceof BugError, transient };
}

export function unpackError({ code, message, hint, isBug, transient }: PackedError): OadsError {
  return isBug ? new BugError(message) : new ModelError(code, message, { hint, transient });
}

import { Worker } from 'node:worker_threads';
import { BugError, ModelError, messageOf, type OadsError } from '../errors.ts';
import { type FromWorker, type ToWorker, unpackError, type WorkerSetup } from './worker-messages.ts';

/** One worker thread with the model loaded. */
export interface ScoreThread {
  /** Rejects with ModelError when the model cannot be used. */
  readonly ready: Promise<void>;
  /** Batches sent and not yet answered. */
  underway(): number;
  score(matrix: Float32Array, rows: number): Promise<Float32Array>;
  /** Lets the thread finish what it has and end by itself: terminating it inside onnxruntime aborts the process. */
  stop(): Promise<void>;
}

export interface ThreadOptions {
  workerUrl?: URL;
  /** Called once when the thread ends without being asked to. */
  onDeath: (error: OadsError) => void;
}

export function openScoreThread(setup: WorkerSetup, { workerUrl = locateWorker(), onDeath }: ThreadOptions): ScoreThread {
  const worker = new Worker(workerUrl, { workerData: setup, stdout: true, stderr: true });
  worker.stdout.resume();
  worker.stderr.resume();
  const answers = new Map<number, { resolve: (scores: Float32Array) => void; reject: (error: unknown) => void }>();
  let nextId = 0;
  let stopping = false;
  let cause: unknown;
  let death: OadsError | undefined;

  let settleReady: { resolve: () => void; reject: (error: unknown) => void };
  const ready = new Promise<void>((resolve, reject) => {
    settleReady = { resolve, reject };
  });
  const send = (message: ToWorker, transfer: ArrayBuffer[] = []): void => worker.postMessage(message, transfer);

  worker.on('message', (message: FromWorker) => {
    if (message.type === 'ready') return settleReady.resolve();
    if (message.type === 'failed') return settleReady.reject(unpackError(message.error));
    const answer = answers.get(message.id);
    answers.delete(message.id);
    if (message.type === 'scored') answer?.resolve(message.scores);
    else answer?.reject(unpackError(message.error));
  });
  worker.on('error', (error) => {
    cause = error;
  });
  const exited = new Promise<void>((resolve) => {
    worker.on('exit', (code) => {
      if (!stopping || answers.size > 0) {
        const reason = cause === undefined ? `exit code ${code}` : messageOf(cause);
        death = new ModelError('OADS_MODEL_WORKER', `a scoring thread ended unexpectedly: ${reason}`, {
          hint: 'nothing was written: run again, with fewer workers (score.workers) if memory is short; if it stays, the model crashes ONNX Runtime',
          cause,
          transient: true,
        });
        settleReady.reject(death);
        for (const answer of answers.values()) answer.reject(death);
        answers.clear();
        onDeath(death);
      }
      resolve();
    });
  });

  return {
    ready,
    underway: () => answers.size,
    score: (matrix, rows) =>
      new Promise((resolve, reject) => {
        if (death) return reject(death);
        if (stopping) throw new BugError('expected a running scoring thread, got a stopped one');
        const movable = ownBuffer(matrix);
        const id = nextId++;
        send({ type: 'score', id, matrix: movable, rows }, movable.buffer instanceof ArrayBuffer ? [movable.buffer] : []);
        answers.set(id, { resolve, reject });
      }),
    stop: () => {
      if (!stopping && !death) send({ type: 'stop' });
      stopping = true;
      return exited;
    },
  };
}

/** In the sources the worker is TypeScript; in the bundle every chunk lies beside `score-worker.js`. */
function locateWorker(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './score-worker.ts' : './score-worker.js', import.meta.url);
}

/** A transfer takes the whole buffer along: a view of a part of one is copied first. Shared memory is never transferred. */
function ownBuffer(matrix: Float32Array): Float32Array {
  const isPart = matrix.buffer instanceof ArrayBuffer && matrix.byteLength !== matrix.buffer.byteLength;
  return isPart ? matrix.slice() : matrix;
}

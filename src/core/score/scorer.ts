import { BugError, InterruptedError, OadsError, throwIfAborted } from '../errors.ts';
import { disableRuntimeTelemetry, openSession } from '../model/session.ts';
import { openScoreThread } from './score-thread.ts';

export interface ScorerOptions {
  modelBytes: Uint8Array;
  /** Features per row. */
  width: number;
  inputName?: string;
  outputName?: string;
  /** 0 scores in this thread and blocks it; otherwise so many worker threads. */
  workers: number;
  /** Aborting rejects what is not yet scored; `close` is still to be called. */
  signal?: AbortSignal;
  /** Where the worker's code is, if not beside this file. */
  workerUrl?: URL;
}

export interface Scorer {
  /** Batches worth having under way at once; more only wait in memory. */
  readonly capacity: number;
  /**
   * Raw scores of the row-major `rows` × width matrix, free of NaN; they depend on the row alone, not on the batch or the thread.
   * With workers the matrix's memory moves to the worker: it is empty for the caller afterwards.
   * Throws ModelError, also for everything pending once a worker has died, and InterruptedError after an abort.
   */
  score(matrix: Float32Array, rows: number): Promise<Float32Array>;
  /** Waits for the work under way, then ends the threads. */
  close(): Promise<void>;
}

const BATCHES_PER_WORKER = 2;

/** Loads the model once for each thread. Throws ModelError when it cannot be used. */
export async function openScorer(options: ScorerOptions): Promise<Scorer> {
  throwIfAborted(options.signal);
  return options.workers > 0 ? openThreads(options) : openHere(options);
}

async function openHere({ modelBytes, width, inputName, outputName, signal }: ScorerOptions): Promise<Scorer> {
  const session = await openSession(modelBytes, { width, inputName, outputName });
  const score = async (matrix: Float32Array, rows: number): Promise<Float32Array> => {
    throwIfAborted(signal);
    return session.score(matrix, rows);
  };
  return createScorer(1, width, score, () => session.release());
}

interface Job {
  readonly matrix: Float32Array;
  readonly rows: number;
  readonly resolve: (scores: Float32Array) => void;
  readonly reject: (error: unknown) => void;
}

async function openThreads({ workers, signal, workerUrl, ...setup }: ScorerOptions): Promise<Scorer> {
  disableRuntimeTelemetry();
  const jobs = new Set<Job>();
  const waiting: Job[] = [];
  let failure: OadsError | undefined;

  /** Rejects all that is pending and to come; what a thread still computes is thrown away. */
  const fail = (error: OadsError): void => {
    failure ??= error;
    waiting.length = 0;
    for (const job of jobs) job.reject(failure);
    jobs.clear();
  };
  const threads = Array.from({ length: workers }, () => openScoreThread(setup, { workerUrl, onDeath: fail }));
  const onAbort = (): void => fail(signal?.reason instanceof OadsError ? signal.reason : new InterruptedError());
  signal?.addEventListener('abort', onAbort, { once: true });

  const dispatch = (): void => {
    while (waiting.length > 0) {
      const thread = threads.reduce((idlest, other) => (other.underway() < idlest.underway() ? other : idlest));
      if (thread.underway() >= BATCHES_PER_WORKER) return;
      const job = waiting.shift() as Job;
      const settle = (): void => {
        jobs.delete(job);
        dispatch();
      };
      thread.score(job.matrix, job.rows).then(job.resolve, job.reject).finally(settle);
    }
  };
  const score = (matrix: Float32Array, rows: number): Promise<Float32Array> =>
    new Promise((resolve, reject) => {
      if (failure) return reject(failure);
      const job = { matrix, rows, resolve, reject };
      jobs.add(job);
      waiting.push(job);
      dispatch();
    });
  const scorer = createScorer(workers * BATCHES_PER_WORKER, setup.width, score, async () => {
    signal?.removeEventListener('abort', onAbort);
    await Promise.all(threads.map((thread) => thread.stop()));
  });

  try {
    await Promise.all(threads.map((thread) => thread.ready));
    throwIfAborted(signal);
  } catch (error) {
    await scorer.close();
    throw error;
  }
  return scorer;
}

/** What both ways share: arguments are checked before the matrix moves, and `end` runs once, after all work. */
function createScorer(capacity: number, width: number, score: Scorer['score'], end: () => Promise<unknown>): Scorer {
  const underway = new Set<Promise<Float32Array>>();
  let closing: Promise<void> | undefined;
  return {
    capacity,
    score: async (matrix, rows) => {
      if (closing) throw new BugError('expected an open scorer, got a closed one');
      if (matrix.length !== rows * width) {
        throw new BugError(`expected ${rows} × ${width} values to score, got ${matrix.length} (was the matrix handed over before?)`);
      }
      const work = score(matrix, rows);
      underway.add(work);
      try {
        return await work;
      } finally {
        underway.delete(work);
      }
    },
    close: () => {
      closing ??= Promise.allSettled(underway).then(async () => {
        await end();
      });
      return closing;
    },
  };
}

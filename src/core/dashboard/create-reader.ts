import { listPipelines, listRuns, type RunEntry, type RunReading, readLastGood, readLatest } from '../artifacts/read-runs.ts';

/** The artifacts directory as the server sees it. */
export interface Reader {
  listPipelines(): Promise<string[]>;
  readLatest(pipeline: string): Promise<RunReading>;
  readLastGood(pipeline: string): Promise<RunReading>;
  listRuns(pipeline: string, limit: number): Promise<RunEntry[]>;
}

/** Requests that arrive while the same thing is being read share that one reading; nothing is kept after it. */
export function createReader(artifactsDir: string): Reader {
  const underWay = new Map<string, Promise<unknown>>();
  const share = <T>(key: string, read: () => Promise<T>): Promise<T> => {
    let reading = underWay.get(key) as Promise<T> | undefined;
    if (!reading) {
      reading = read().finally(() => underWay.delete(key));
      underWay.set(key, reading);
    }
    return reading;
  };
  return {
    listPipelines: () => share('pipelines', () => listPipelines(artifactsDir)),
    readLatest: (pipeline) => share(`latest ${pipeline}`, () => readLatest(artifactsDir, pipeline)),
    readLastGood: (pipeline) => share(`last_good ${pipeline}`, () => readLastGood(artifactsDir, pipeline)),
    listRuns: (pipeline, limit) => share(`runs ${limit} ${pipeline}`, () => listRuns(artifactsDir, pipeline, { limit })),
  };
}

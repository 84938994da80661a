import { type MarkLog, readMarks } from '../artifacts/acknowledge/read-log.ts';
import { listPipelines, listRuns, type RunEntry, type RunReading, readLastGood, readLatest, readRun } from '../artifacts/read-runs.ts';
import { StoreError } from '../errors.ts';

/** The artifacts directory as the server sees it. */
export interface Reader {
  listPipelines(): Promise<string[]>;
  readLatest(pipeline: string): Promise<RunReading>;
  readLastGood(pipeline: string): Promise<RunReading>;
  /** One run by its id; `no_data` when there is none of it. */
  readRun(pipeline: string, runId: string): Promise<RunReading>;
  listRuns(pipeline: string, limit: number): Promise<RunEntry[]>;
  /** What people said of its rows. */
  readMarks(pipeline: string): Promise<MarkLog>;
}

/** Requests that arrive while the same thing is being read share that one reading; nothing is kept after it. */
export function createReader(artifactsDir: string, redact?: (text: string) => string): Reader {
  // A sound run was redacted when it was written.
  const hidden = <T extends RunReading | RunEntry>(run: T): T =>
    redact && run.state === 'damaged' ? { ...run, problems: run.problems.map(redact) } : run;
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
    listPipelines: () =>
      share('pipelines', () =>
        listPipelines(artifactsDir).catch((error) => {
          throw error instanceof StoreError && redact ? new StoreError(error.code, redact(error.message), { hint: error.hint }) : error;
        }),
      ),
    readLatest: (pipeline) => share(`latest ${pipeline}`, async () => hidden(await readLatest(artifactsDir, pipeline))),
    readLastGood: (pipeline) => share(`last_good ${pipeline}`, async () => hidden(await readLastGood(artifactsDir, pipeline))),
    readRun: (pipeline, runId) => share(`run ${runId} ${pipeline}`, async () => hidden(await readRun(artifactsDir, pipeline, runId))),
    listRuns: (pipeline, limit) =>
      share(`runs ${limit} ${pipeline}`, async () => (await listRuns(artifactsDir, pipeline, { limit })).map(hidden)),
    readMarks: (pipeline) => readMarks(artifactsDir, pipeline),
  };
}

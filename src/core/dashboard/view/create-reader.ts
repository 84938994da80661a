import { setTimeout } from 'node:timers/promises';
import { type MarkLog, readMarks } from '../../artifacts/acknowledge/read-log.ts';
import {
  listPipelines,
  listRuns,
  type RunEntry,
  type RunReading,
  readLastGood,
  readLatest,
  readLatestMs,
  readRun,
} from '../../artifacts/read-runs.ts';
import { readTimeline, type Timeline, type TimelineOptions } from '../../artifacts/read-timeline.ts';
import { StoreError } from '../../errors.ts';
import { withinClaims } from './within-claims.ts';

/** The artifacts directory as the server sees it. */
export interface Reader {
  listPipelines(): Promise<string[]>;
  readLatest(pipeline: string): Promise<RunReading>;
  /** When the newest run was pointed at, in ms since the epoch; null where nothing tells. */
  readLatestMs(pipeline: string): Promise<number | null>;
  readLastGood(pipeline: string): Promise<RunReading>;
  /** One run by its id; `no_data` when there is none of it. */
  readRun(pipeline: string, runId: string): Promise<RunReading>;
  listRuns(pipeline: string, limit: number): Promise<RunEntry[]>;
  /** What each run came to, newest first; null when `before` names none. */
  summarise(pipeline: string, options: TimelineOptions): Promise<Timeline | null>;
  /** Reads ahead, once nobody waits for a first view: large files are digested once. Trouble is left to the request that meets it. */
  warm(signal: AbortSignal): Promise<void>;
  /** What people said of its rows. */
  readMarks(pipeline: string): Promise<MarkLog>;
}

/** More pipelines than this are read when they are asked for. */
const MAX_WARMED = 100;
const SETTLING_MS = 1000;
const WARMED_RUNS = 100;

/** Requests that arrive while the same thing is being read share that one reading; nothing is kept after it. */
export function createReader(
  artifactsDir: string,
  { redact = (text) => text, onFailure = () => {} }: { redact?: (text: string) => string; onFailure?: () => void } = {},
): Reader {
  // A sound run was redacted when it was written.
  const hidden = <T extends RunReading | RunEntry>(run: T): T => {
    if (run.state !== 'damaged') return run;
    onFailure();
    return { ...run, problems: run.problems.map(redact) };
  };
  /** The one gate of all runs that are told: no answer can widen what they claim. */
  const told = (run: RunReading): RunReading => (run.state === 'ok' ? withinClaims(run) : hidden(run));
  const underWay = new Map<string, Promise<unknown>>();
  const share = <T>(key: string, read: () => Promise<T>): Promise<T> => {
    let reading = underWay.get(key) as Promise<T> | undefined;
    if (!reading) {
      reading = read().finally(() => underWay.delete(key));
      underWay.set(key, reading);
    }
    return reading;
  };
  const reader: Reader = {
    listPipelines: () =>
      share('pipelines', () =>
        listPipelines(artifactsDir).catch((error) => {
          onFailure();
          throw error instanceof StoreError ? new StoreError(error.code, redact(error.message), { hint: error.hint }) : error;
        }),
      ),
    readLatest: (pipeline) => share(`latest ${pipeline}`, async () => told(await readLatest(artifactsDir, pipeline))),
    readLatestMs: (pipeline) => readLatestMs(artifactsDir, pipeline),
    readLastGood: (pipeline) => share(`last_good ${pipeline}`, async () => told(await readLastGood(artifactsDir, pipeline))),
    readRun: (pipeline, runId) => share(`run ${runId} ${pipeline}`, async () => told(await readRun(artifactsDir, pipeline, runId))),
    listRuns: (pipeline, limit) =>
      share(`runs ${limit} ${pipeline}`, async () => (await listRuns(artifactsDir, pipeline, { limit })).map(hidden)),
    summarise: (pipeline, options) =>
      share(`timeline ${options.limit} ${options.before ?? '-'} ${options.around ?? '-'} ${pipeline}`, async () => {
        const timeline = await readTimeline(artifactsDir, pipeline, options);
        // Not counted as failures: an old damaged run would be one at each view.
        return (
          timeline && {
            ...timeline,
            runs: timeline.runs.map((run) => ({
              ...run,
              anomaly_rate: run.trust_level === 'withheld' ? null : run.anomaly_rate,
              problems: run.problems.map(redact),
            })),
          }
        );
      }),
    async warm(signal) {
      // Those who came first have their answers before every manifest is read.
      await setTimeout(SETTLING_MS, undefined, { signal, ref: false }).catch(() => {});
      const names = (await reader.listPipelines().catch(() => [])).slice(0, MAX_WARMED);
      for (const name of names) {
        if (signal.aborted) return;
        await Promise.all([reader.readLatest(name), reader.readLastGood(name)]);
        if (!signal.aborted) await reader.summarise(name, { limit: WARMED_RUNS }).catch(() => null);
      }
      for (const name of names) if (!signal.aborted) await reader.listRuns(name, 1).catch(() => []);
    },
    readMarks: (pipeline) => readMarks(artifactsDir, pipeline),
  };
  return reader;
}

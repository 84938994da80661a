import type { Effects } from '../../core/pipeline/effects.ts';
import type { Schedule } from '../../core/pipeline/schedule/parse-schedule.ts';
import type { Watched } from '../../core/pipeline/schedule/watch.ts';
import { describeError, reportError } from '../error-report.ts';
import type { describeResult } from './describe-result.ts';

/** What a run of the watch came to. */
export type WatchedRun = ReturnType<typeof describeResult>;

export interface WatchRequest {
  readonly schedule: Schedule;
  readonly maxRuns?: number;
  /** Plans and runs the pipeline as of a due time, and prints it unless with `--json`. */
  readonly runAt: (due: Date) => Promise<WatchedRun>;
  /** With `--json`: writes one line. */
  readonly writeLine?: (document: object) => void;
}

/** `oads run --every WHEN`: what fails is reported, and the next run is made all the same. */
export async function watchRuns(request: WatchRequest, effects: Effects & { clear(): void }): Promise<Pick<Watched, 'exitCode'>> {
  const { schedule, maxRuns, runAt, writeLine } = request;
  const [{ watch }, { wallClock }] = await Promise.all([
    import('../../core/pipeline/schedule/watch.ts'),
    import('../../core/pipeline/schedule/wall-clock.ts'),
  ]);
  let missed: { missed: string[]; missed_more: boolean } = { missed: [], missed_more: false };
  const say = (due: Date, document: object) => {
    writeLine?.({ due: due.toISOString(), ...missed, ...document });
    missed = { missed: [], missed_more: false };
  };
  const watching = watch({
    schedule,
    maxRuns,
    signal: effects.signal,
    clock: wallClock,
    runAt: async (due) => {
      try {
        const result = await runAt(due);
        say(due, result);
        return result.exit_code;
      } catch (error) {
        if (effects.signal?.aborted) throw error;
        effects.clear();
        const report = describeError(error);
        if (writeLine) say(due, { error: report, exit_code: report.exitCode });
        else reportError(error, { json: false });
        return report.exitCode;
      }
    },
    onMissed: (due, times, more) => {
      missed = { missed: times.map((time) => time.toISOString()), missed_more: more };
      const count = `${more ? 'more than ' : ''}${times.length} due ${times.length === 1 ? 'time' : 'times'}`;
      effects.warn(`the run of ${due.toISOString()} took longer than to the next one: ${count} passed over`);
    },
  });
  return watching.catch((error) => {
    if (!writeLine) throw error;
    const report = describeError(error);
    writeLine({ error: report });
    return { exitCode: report.exitCode };
  });
}

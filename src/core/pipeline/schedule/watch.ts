import { throwIfAborted } from '../../errors.ts';
import type { Schedule } from './parse-schedule.ts';

/** Time as a watch sees it; tests bring their own. */
export interface Clock {
  now(): Date;
  /** Resolves when the clock shows that time, or at once when the work is asked to stop. */
  waitUntil(time: Date, signal?: AbortSignal): Promise<void>;
}

export interface WatchOptions {
  readonly schedule: Schedule;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  /** Default: no end. */
  readonly maxRuns?: number;
  /** One run as of its due time; gives its exit code. What it throws ends the watch. */
  readonly runAt: (due: Date) => Promise<number>;
  /** Due times that passed while a run was under way: none of them is made up for. `more`: there were further ones. */
  readonly onMissed: (due: Date, missed: readonly Date[], more: boolean) => void;
}

export interface Watched {
  readonly runs: number;
  /** The worst of the runs. */
  readonly exitCode: number;
}

/** So many missed due times are looked for at most: after a night of sleep, a schedule of seconds has missed very many. */
const MAX_MISSED = 1000;

/** One run at a time, each at its due time, until the schedule or the wanted number of runs ends. Throws when it is asked to stop. */
export async function watch(options: WatchOptions): Promise<Watched> {
  const { schedule, clock, signal, maxRuns = Number.POSITIVE_INFINITY, runAt, onMissed } = options;
  let due = schedule.first(clock.now());
  let runs = 0;
  let exitCode = 0;
  while (due !== undefined && runs < maxRuns) {
    await clock.waitUntil(due, signal);
    throwIfAborted(signal);
    exitCode = Math.max(exitCode, await runAt(due));
    throwIfAborted(signal);
    runs++;
    if (runs >= maxRuns) break;
    const { next, missed, more } = passOver(schedule, due, clock.now());
    if (missed.length > 0) onMissed(due, missed, more);
    due = next;
  }
  return { runs, exitCode };
}

function passOver(schedule: Schedule, due: Date, now: Date): { next: Date | undefined; missed: Date[]; more: boolean } {
  const missed: Date[] = [];
  let next = schedule.next(due);
  while (next !== undefined && next <= now && missed.length < MAX_MISSED) {
    missed.push(next);
    next = schedule.next(next);
  }
  const more = next !== undefined && next <= now;
  return { next: more ? schedule.next(now) : next, missed, more };
}

import type { TimelineRun } from '../../../artifacts/read-timeline.ts';
import { parseInstantMs } from '../../view/age.ts';

/** A run with its place on the axis of time. */
export interface PlacedRun {
  readonly run: TimelineRun;
  readonly finishedMs: number;
  /** Middle of its column, in percent of the width. */
  readonly x: number;
  /** The schedule paused before it: no line is drawn across. */
  readonly afterGap: boolean;
}

export interface Placed {
  /** By time, the oldest first; a run of unknown time has no place. */
  readonly runs: readonly PlacedRun[];
  /** Of a column, in percent. */
  readonly width: number;
  readonly fromMs: number;
  readonly toMs: number;
}

const WIDEST = 3;
const NARROWEST = 0.15;
/** A pause this many times as long as the median one is a gap. */
const GAP = 3;

/** Lays the runs out by the time at which each finished. */
export function placeRuns(runs: readonly TimelineRun[]): Placed | null {
  const timed = runs
    .flatMap((run) => {
      const finishedMs = parseInstantMs(run.finished_at);
      return finishedMs === null ? [] : [{ run, finishedMs }];
    })
    .reverse()
    .sort((a, b) => a.finishedMs - b.finishedMs);
  if (timed.length === 0) return null;
  const first = timed[0].finishedMs;
  const last = timed[timed.length - 1].finishedMs;
  const pauses = timed.slice(1).map(({ finishedMs }, index) => finishedMs - timed[index].finishedMs);
  const median = [...pauses].sort((a, b) => a - b)[Math.floor(pauses.length / 2)] ?? 0;
  // Half a column of room on both sides, and a second where all runs finished in one.
  const margin = Math.max((last - first) / 60, Math.min(median / 2, (last - first) / 10), 500);
  const [fromMs, toMs] = [first - margin, last + margin];
  const span = toMs - fromMs;
  return {
    runs: timed.map(({ run, finishedMs }, index) => ({
      run,
      finishedMs,
      x: percent((finishedMs - fromMs) / span),
      afterGap: index > 0 && pauses.length > 1 && median > 0 && pauses[index - 1] > GAP * median,
    })),
    width: Math.min(WIDEST, Math.max(NARROWEST, percent((0.8 * median) / span))),
    fromMs,
    toMs,
  };
}

/** Round times for the axis, at most `most`, in UTC. */
export function findTicks(fromMs: number, toMs: number, most: number): number[] {
  const step = STEPS_MS.find((ms) => (toMs - fromMs) / ms <= most) ?? Math.ceil((toMs - fromMs) / most / DAY_MS) * DAY_MS;
  const ticks: number[] = [];
  for (let ms = Math.ceil(fromMs / step) * step; ms <= toMs; ms += step) ticks.push(ms);
  return ticks;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const STEPS_MS = [
  1000,
  5000,
  15_000,
  MINUTE_MS,
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
  DAY_MS,
  2 * DAY_MS,
  7 * DAY_MS,
  28 * DAY_MS,
];

function percent(share: number): number {
  return Math.round(share * 1e5) / 1e3;
}

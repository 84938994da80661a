/** Limits on what is kept; a run goes when it is beyond either. */
export interface Retention {
  /** How many runs are kept, from 1. */
  readonly runs?: number;
  /** How many days a run is kept after it finished, from 1. */
  readonly days?: number;
}

/** A run as retention sees it. */
export interface Candidate {
  readonly run_id: string;
  /** ms since the epoch; null where nothing tells. */
  readonly finishedMs: number | null;
  /** Its manifest cannot be used: it takes no place of a sound run. */
  readonly isDamaged: boolean;
  /** Why it stays, whatever the limits say: `latest`, `last_good`, `watermark`. */
  readonly pinned: readonly string[];
}

const DAY_MS = 86_400_000;

/**
 * Which runs go, and why: run id → reason. The order given is that of `listRunIds`, newest first. Age is counted from the
 * end of the run by the clock now: a run that ended in the future (the clock was set back) is never too old.
 */
export function chooseRuns(newestFirst: readonly Candidate[], limits: Retention, nowMs: number): Map<string, string> {
  const { runs = Number.POSITIVE_INFINITY, days = Number.POSITIVE_INFINITY } = limits;
  const going = new Map<string, string>();
  let newer = 0;
  for (const { run_id, finishedMs, isDamaged, pinned } of newestFirst) {
    const place = newer;
    if (!isDamaged) newer++;
    if (pinned.length > 0 || finishedMs === null) continue;
    if (place >= runs) going.set(run_id, `beyond runs: ${runs}`);
    else if (nowMs - finishedMs > days * DAY_MS) going.set(run_id, `beyond days: ${days}`);
  }
  return going;
}

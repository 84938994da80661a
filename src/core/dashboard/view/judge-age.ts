import { formatDurationMs } from '../../config/durations.ts';

/** A clock may be a little ahead of another; a run from further ahead would count as fresh until the clock has come so far. */
const MOST_AHEAD_SECONDS = 300;

/** Why a newest run that was confirmed so long ago does not count as confirmed lately; null where it does. */
export function findAgeFault(ageSeconds: number, limitSeconds: number): string | null {
  const tell = (seconds: number) => formatDurationMs(Math.round(seconds * 1000));
  if (ageSeconds < -MOST_AHEAD_SECONDS)
    return `the newest run was confirmed ${tell(-ageSeconds)} ahead of this server's clock, expected at most ${tell(MOST_AHEAD_SECONDS)}`;
  if (ageSeconds <= limitSeconds) return null;
  return `the newest run was confirmed ${tell(ageSeconds)} ago, expected at most ${tell(limitSeconds)}`;
}

/** null: no limit is set, or nobody knows the age. */
export function isStale(ageSeconds: number | null, limitSeconds: number | null): boolean | null {
  return ageSeconds === null || limitSeconds === null ? null : findAgeFault(ageSeconds, limitSeconds) !== null;
}

import { Cron } from 'croner';
import { formatDurationMs, parseDurationMs } from '../../config/durations.ts';
import { messageOf, UsageError } from '../../errors.ts';

/** When runs are due. */
export interface Schedule {
  /** For people: `every 5m`. */
  readonly text: string;
  /** The due time of the first run of a watch that starts now. */
  first(now: Date): Date | undefined;
  /** The first due time after a moment; undefined where there is none any more. */
  next(after: Date): Date | undefined;
}

/** 1970-01-05, a Monday: weeks begin there, and days and hours at their full ones in UTC. */
const EPOCH_MS = 4 * 86_400_000;

/**
 * A duration, such as `5m`, is due at its multiples in UTC (12:00, 12:05), and at once for the one that has just passed: a watch that is
 * started again comes to the run that the one before it made. Anything else is a cron expression, due at its times alone. Throws UsageError.
 */
export function parseSchedule(text: string, timezone?: string): Schedule {
  return /^[0-9]/.test(text) && !/\s/.test(text.trim()) ? everyDuration(text.trim(), timezone) : cronSchedule(text, timezone);
}

function everyDuration(text: string, timezone: string | undefined): Schedule {
  const lengthMs = /^[0-9]{1,9}(ms|s|m|h|d|w)$/.test(text) ? parseDurationMs(text) : 0;
  if (lengthMs === 0) throw refusal(JSON.stringify(text));
  if (timezone !== undefined) {
    throw new UsageError('OADS_USAGE_EVERY', `expected --timezone beside a cron expression, got it beside the duration ${text}`, {
      hint: 'durations count from midnight UTC; write for example --every "0 6 * * *" --timezone Europe/Paris',
    });
  }
  const nextMs = (afterMs: number) => (Math.floor((afterMs - EPOCH_MS) / lengthMs) + 1) * lengthMs + EPOCH_MS;
  return {
    text: `every ${formatDurationMs(lengthMs)}`,
    first: (now) => new Date(nextMs(now.getTime()) - lengthMs),
    next: (after) => new Date(nextMs(after.getTime())),
  };
}

function cronSchedule(text: string, timezone = 'UTC'): Schedule {
  let cron: Cron;
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone });
  } catch {
    throw new UsageError('OADS_USAGE_EVERY', `--timezone: expected a time zone, got ${JSON.stringify(timezone)}`, {
      hint: 'for example --timezone Europe/Paris',
    });
  }
  try {
    cron = new Cron(text, { timezone, paused: true });
  } catch (error) {
    throw refusal(`${JSON.stringify(text)} (${messageOf(error)})`);
  }
  const next = (after: Date) => cron.nextRun(after) ?? undefined;
  return { text: `at ${text} (${timezone})`, first: next, next };
}

function refusal(got: string): UsageError {
  return new UsageError('OADS_USAGE_EVERY', `--every: expected a duration or a cron expression, got ${got}`, {
    hint: 'for example --every 5m, or --every "*/5 * * * *"',
  });
}

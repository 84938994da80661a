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

const DAY_MS = 86_400_000;

/** 1970-01-05, a Monday: weeks begin there, and days and hours at their full ones in UTC. */
const EPOCH_MS = 4 * DAY_MS;

/** A longer one is a slip of the pen, and the time before the last one may be none that a date can hold. */
const MOST_DAYS = 366;

/**
 * A duration, such as `5m`, is due at its multiples in UTC (12:00, 12:05), and at once for the one that has just passed: a watch that is
 * started again comes to the run that the one before it made. Anything else is a cron expression, due at its times alone. Throws
 * UsageError, also for one that is never due after `now`.
 */
export function parseSchedule(given: string, timezone: string | undefined, now: Date): Schedule {
  const text = given.trim();
  return /^[0-9]/.test(text) && !/\s/.test(text) ? everyDuration(text, timezone) : cronSchedule(text, timezone, now);
}

function everyDuration(text: string, timezone: string | undefined): Schedule {
  const lengthMs = /^[0-9]{1,9}(ms|s|m|h|d|w)$/.test(text) ? parseDurationMs(text) : 0;
  if (lengthMs === 0) throw refusal(JSON.stringify(text));
  if (lengthMs > MOST_DAYS * DAY_MS) throw refusal(`${JSON.stringify(text)}, which is longer than ${MOST_DAYS} days`);
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

function cronSchedule(text: string, timezone = 'UTC', now: Date): Schedule {
  // croner also takes dates, years in a seventh field, and names such as @daily.
  const fields = text.split(/\s+/);
  const isPattern = /^@[a-z]+$/i.test(text) || ((fields.length === 5 || fields.length === 6) && !/^\d{4}-|:/.test(text));
  if (!isPattern) throw refusal(`${JSON.stringify(text)}, which has not five or six fields`);
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
  if (next(now) === undefined) throw refusal(`${JSON.stringify(text)}, which is never due`);
  return { text: `at ${text} (${timezone})`, first: next, next };
}

function refusal(got: string): UsageError {
  return new UsageError('OADS_USAGE_EVERY', `--every: expected a duration or a cron expression, got ${got}`, {
    hint: 'for example --every 5m, or --every "*/5 * * * *"',
  });
}

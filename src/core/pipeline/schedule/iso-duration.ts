/** Calendar units cannot be said in milliseconds: months have different lengths. */
export interface CalendarDuration {
  readonly months: number;
  readonly ms: number;
}

const ISO = /^P(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?=\d)(?:(\d{1,8})H)?(?:(\d{1,8})M)?(?:(\d{1,8})S)?)?$/;
const SECOND_MS = 1000;
const DAY_MS = 86_400_000;

/** `P7D`, `P1M`, `PT6H`; undefined for anything else, and for no time at all. */
export function parseIsoDuration(text: string): CalendarDuration | undefined {
  const match = ISO.exec(text);
  if (!match) return undefined;
  const [years, months, weeks, days, hours, minutes, seconds] = match.slice(1).map((digits) => Number(digits ?? 0));
  const duration = {
    months: 12 * years + months,
    ms: (7 * weeks + days) * DAY_MS + (3600 * hours + 60 * minutes + seconds) * SECOND_MS,
  };
  return duration.months + duration.ms > 0 ? duration : undefined;
}

/** In UTC; the 31st plus a month is the last day of the next one. `times` may be negative. NaN where no Date reaches. */
export function addDuration(start: Date, { months, ms }: CalendarDuration, times = 1): Date {
  const moved = new Date(start);
  moved.setUTCDate(1);
  moved.setUTCMonth(start.getUTCMonth() + months * times);
  const lastDay = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0));
  if (moved.getUTCFullYear() < 100) lastDay.setUTCFullYear(moved.getUTCFullYear());
  moved.setUTCDate(Math.min(start.getUTCDate(), lastDay.getUTCDate()));
  return new Date(moved.getTime() + ms * times);
}

const MICROS_PER_DAY = 86_400_000_000;
const MICROS_PER_MINUTE = 60_000_000;
/** A day number further away than that could as well be of another month. */
const FARTHEST_DAYS = 16;
const IN_NAME = /(?<!\d)(20\d\d)(?:-(\d\d)(?:-(\d\d))?|(\d\d)(\d\d))(?!\d)/;

/** Days as the microseconds of their midnights, both ends included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The day with a number (1 to 31) that is nearest to a span, the later one of two that are equally near. Undefined if none is near. */
export function nearestDay(day: number, { from, to }: Span): number | undefined {
  const start = new Date(from / 1000);
  const end = new Date(to / 1000);
  const months = (end.getUTCFullYear() - start.getUTCFullYear()) * 12 + end.getUTCMonth() - start.getUTCMonth();
  let best: { at: number; distance: number } | undefined;
  for (let month = -1; month <= months + 1; month++) {
    const date = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + month, day));
    if (date.getUTCDate() !== day) continue;
    const at = date.getTime() * 1000;
    const distance = Math.max(0, from - at, at - to);
    if (!best || distance <= best.distance) best = { at, distance };
  }
  return best && best.distance <= FARTHEST_DAYS * MICROS_PER_DAY ? best.at : undefined;
}

/**
 * Where the days of a file's messages lie, for these name no month: the `month` option, else a date in the file's name (`2026-09-21`,
 * `20260921`, `2026-09`), else the 27 days before the as-of time and the three behind it.
 */
export function chooseSpan(month: string | undefined, fileName: string, asOf: Date): Span {
  if (month) return monthSpan(month)!;
  const [, year, dashedMonth, dashedDay, plainMonth, plainDay] = IN_NAME.exec(fileName) ?? [];
  if (year) {
    const named = monthSpan(`${year}-${dashedMonth ?? plainMonth}`);
    const day = dashedDay ?? plainDay;
    if (named && !day) return named;
    const at = named && nearestDay(Number(day), named);
    if (named && at !== undefined && at >= named.from && at <= named.to) return { from: at, to: at };
  }
  const today = Math.floor(asOf.getTime() / 86_400_000) * MICROS_PER_DAY;
  return { from: today - 27 * MICROS_PER_DAY, to: today + 3 * MICROS_PER_DAY };
}

/** `2026-09`; undefined for what is no month. */
export function monthSpan(text: string): Span | undefined {
  const [, year, month] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text) ?? [];
  if (!year) return undefined;
  return { from: Date.UTC(Number(year), Number(month) - 1, 1) * 1000, to: Date.UTC(Number(year), Number(month), 0) * 1000 };
}

/** `1506` in minutes; 2400 is the end of the day. */
export function readHhmm(text: string): number | undefined {
  if (!/^\d{4}$/.test(text)) return undefined;
  const minutes = Number(text.slice(0, 2)) * 60 + Number(text.slice(2));
  return Number(text.slice(2)) < 60 && minutes <= 1440 ? minutes : undefined;
}

/**
 * A time of a message on a movement's day: `DDHHMM` is the day of that number nearest to it, `HHMM` the first such time on that day that is
 * not before `notBefore`. Undefined for what is no time.
 */
export function resolveTime(text: string, day: number, notBefore = -Infinity): number | undefined {
  const minutes = readHhmm(text.slice(-4));
  if (minutes === undefined) return undefined;
  if (text.length === 6) {
    const named = nearestDay(Number(text.slice(0, 2)), { from: day, to: day });
    return named === undefined ? undefined : named + minutes * MICROS_PER_MINUTE;
  }
  const at = day + minutes * MICROS_PER_MINUTE;
  return at < notBefore ? at + MICROS_PER_DAY : at;
}

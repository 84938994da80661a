const MICROS_PER_MINUTE = 60_000_000;
const MICROS_PER_DAY = 86_400_000_000;

/** hhmm as BTS writes it, leading zeros lost or not, with or without `.0`; 2400 is the day's end. */
const CLOCK = /^(\d{1,4})(?:\.0*)?$/;
const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.0+)?)?Z?)?$/;
/** `1/31/2023 12:00:00 AM`, the form of today's downloads. */
const US = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?: 12:00:00 AM)?$/;

/** Minutes of the day, 0 to 1440; NaN for anything else. */
export function parseClock(text: string): number {
  const digits = CLOCK.exec(text)?.[1];
  if (digits === undefined) return Number.NaN;
  const hours = Math.floor(Number(digits) / 100);
  const minutes = Number(digits) % 100;
  const total = hours * 60 + minutes;
  return minutes < 60 && total <= 1440 ? total : Number.NaN;
}

/** Microseconds since 1970 of a local time as written, as if it were UTC; NaN for what is no date of the calendar. */
export function parseMoment(text: string): number {
  const iso = ISO.exec(text);
  if (iso) return toMicros(Number(iso[1]), Number(iso[2]), Number(iso[3]), Number(iso[4] ?? 0), Number(iso[5] ?? 0), Number(iso[6] ?? 0));
  const us = US.exec(text);
  return us ? toMicros(Number(us[3]), Number(us[1]), Number(us[2]), 0, 0, 0) : Number.NaN;
}

/** As `parseMoment`, cut to the day. */
export function parseDay(text: string): number {
  return Math.floor(parseMoment(text) / MICROS_PER_DAY) * MICROS_PER_DAY;
}

/** Minutes of the day where the text is a clock time, else microseconds since 1970: `isClock` tells them apart. */
export function parseTime(text: string): number {
  const clock = parseClock(text);
  if (!Number.isNaN(clock)) return clock;
  const moment = parseMoment(text);
  // A moment of the first day of 1970 would look like a clock time; BTS begins in 1987.
  return moment > MICROS_PER_DAY ? moment : Number.NaN;
}

export function isClock(time: number): boolean {
  return time <= 1440;
}

/** Minutes of the day of either. */
export function toMinutesOfDay(time: number): number {
  return isClock(time) ? time : (time - Math.floor(time / MICROS_PER_DAY) * MICROS_PER_DAY) / MICROS_PER_MINUTE;
}

function toMicros(year: number, month: number, day: number, hour: number, minute: number, second: number): number {
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  const date = new Date(ms);
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  return exists ? ms * 1000 : Number.NaN;
}

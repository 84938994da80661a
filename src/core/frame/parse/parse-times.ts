import { cutMicros } from '../cut-micros.ts';

const SECONDS_PER_DAY = 86_400;
const DIGIT_WEIGHTS = [100_000, 10_000, 1000, 100, 10, 1];
const DAYS_PER_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Reads an ISO 8601 instant from ASCII bytes: `YYYY-MM-DD`, alone (midnight) or with `T` or a space and
 * `hh:mm[:ss[.fraction]]`, then nothing (UTC), `Z`, `±hh`, `±hhmm` or `±hh:mm`. Decimals beyond microseconds are cut.
 * Returns microseconds since 1970-01-01T00:00:00Z as `cutMicros` keeps them, or NaN if the bytes are anything else, such as a 30 February.
 */
export function parseTimestamp(bytes: Uint8Array, start: number, end: number): number {
  const day = parseDay(bytes, start, end);
  if (end - start <= 10 || Number.isNaN(day)) return cutMicros(day, 0);
  const separator = bytes[start + 10];
  if (separator !== T && separator !== LOWER_T && separator !== SPACE) return Number.NaN;
  const hour = twoDigits(bytes, start + 11, end);
  const minute = twoDigits(bytes, start + 14, end);
  if (bytes[start + 13] !== COLON || !(hour <= 23) || !(minute <= 59)) return Number.NaN;

  let position = start + 16;
  let second = 0;
  let micros = 0;
  if (position < end && bytes[position] === COLON) {
    second = twoDigits(bytes, position + 1, end);
    if (!(second <= 59)) return Number.NaN;
    position += 3;
    if (position < end && (bytes[position] === POINT || bytes[position] === COMMA)) {
      const first = ++position;
      for (; position < end && isDigit(bytes[position]); position++) {
        if (position - first < 6) micros += (bytes[position] - ZERO) * DIGIT_WEIGHTS[position - first];
      }
      if (position === first) return Number.NaN;
    }
  }
  const zone = parseZone(bytes, position, end);
  return cutMicros(day + hour * 3600 + minute * 60 + second - zone, micros);
}

/** Midnight of `YYYY-MM-DD` in seconds; NaN if it is no day. Reads ten bytes at most. */
function parseDay(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 10 || bytes[start + 4] !== MINUS || bytes[start + 7] !== MINUS) return Number.NaN;
  const year = twoDigits(bytes, start, end) * 100 + twoDigits(bytes, start + 2, end);
  const month = twoDigits(bytes, start + 5, end);
  const day = twoDigits(bytes, start + 8, end);
  if (!(year >= 1 && month >= 1 && month <= 12 && day >= 1)) return Number.NaN;
  const leapDay = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 1 : 0;
  if (day > DAYS_PER_MONTH[month - 1] + leapDay) return Number.NaN;
  return daysSinceEpoch(year, month, day) * SECONDS_PER_DAY;
}

/** Days since 1970-01-01 of a proleptic Gregorian date (H. Hinnant, "chrono-compatible low-level date algorithms", days_from_civil). */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** Seconds east of UTC; NaN for anything that is not a zone. */
function parseZone(bytes: Uint8Array, position: number, end: number): number {
  if (position === end) return 0;
  const sign = bytes[position];
  if (sign === Z || sign === LOWER_Z) return position + 1 === end ? 0 : Number.NaN;
  if (sign !== PLUS && sign !== MINUS) return Number.NaN;
  const hours = twoDigits(bytes, position + 1, end);
  let next = position + 3;
  let minutes = 0;
  if (next < end) {
    if (bytes[next] === COLON) next++;
    minutes = twoDigits(bytes, next, end);
    next += 2;
  }
  if (next !== end || !(hours <= 23) || !(minutes <= 59)) return Number.NaN;
  return (hours * 3600 + minutes * 60) * (sign === MINUS ? -1 : 1);
}

function twoDigits(bytes: Uint8Array, position: number, end: number): number {
  if (position + 2 > end || !isDigit(bytes[position]) || !isDigit(bytes[position + 1])) return Number.NaN;
  return (bytes[position] - ZERO) * 10 + bytes[position + 1] - ZERO;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}

const SPACE = 32;
const PLUS = 43;
const COMMA = 44;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const NINE = 57;
const COLON = 58;
const T = 84;
const Z = 90;
const LOWER_T = 116;
const LOWER_Z = 122;

export const DATE_FORMATS = ['d-mmm-yy', 'm/d/yy', 'd/m/yy', 'd.m.yy', 'yyyy-mm-dd'] as const;
export type DateFormat = (typeof DATE_FORMATS)[number];

const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];

/** Where year, month and day are among the groups. */
interface Pattern {
  readonly pattern: RegExp;
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** `2-Jun-06` and `1 March 2015` are of one format; a midnight behind an ISO date is no time of day. */
const PATTERNS: Readonly<Record<DateFormat, Pattern>> = {
  'd-mmm-yy': { pattern: /^(\d{1,2})[- ]([a-z]{3,9})\.?[- ](\d{4}|\d{2})$/i, year: 3, month: 2, day: 1 },
  'm/d/yy': { pattern: /^(\d{1,2})\/(\d{1,2})\/(\d{4}|\d{2})$/, year: 3, month: 1, day: 2 },
  'd/m/yy': { pattern: /^(\d{1,2})\/(\d{1,2})\/(\d{4}|\d{2})$/, year: 3, month: 2, day: 1 },
  'd.m.yy': { pattern: /^(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})$/, year: 3, month: 2, day: 1 },
  'yyyy-mm-dd': { pattern: /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?$/, year: 1, month: 2, day: 3 },
};

/** The date of a text in the first of the formats that fits, as microseconds since 1970; undefined if none does, or there is no such day. */
export function readDate(text: string, formats: readonly DateFormat[]): number | undefined {
  const trimmed = text.trim();
  if (trimmed.length > 40) return undefined;
  for (const format of formats) {
    const { pattern, year, month, day } = PATTERNS[format];
    const groups = pattern.exec(trimmed);
    if (groups) return toMicros(readYear(groups[year]), readMonth(groups[month]), Number(groups[day]));
  }
  return undefined;
}

/** Two digits as in POSIX strptime: 69 to 99 are of the last century. */
function readYear(text: string): number {
  const year = Number(text);
  if (text.length > 2) return year;
  return year < 69 ? 2000 + year : 1900 + year;
}

/** A number, or an English name of three letters at least; 0 for what is none. */
function readMonth(text: string): number {
  if (/^\d/.test(text)) return Number(text);
  const name = text.toLowerCase();
  return MONTHS.findIndex((month) => month.startsWith(name) || (name === 'sept' && month === 'september')) + 1;
}

function toMicros(year: number, month: number, day: number): number | undefined {
  if (year < 1000 || month < 1 || month > 12) return undefined;
  const millis = Date.UTC(year, month - 1, day);
  return new Date(millis).getUTCDate() === day ? millis * 1000 : undefined;
}

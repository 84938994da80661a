const MICROS_PER_DAY = 86_400_000_000;
const MOST_KNOWN = 4096;
const knownDates = new Map<string, number>();
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** Bytes `first` to `last` of a record, counted from 1 as in the manual, without the blanks around them; null where there is nothing. */
export function cut(line: string, first: number, last: number): string | null {
  return line.slice(first - 1, last).trim() || null;
}

/** `09JUN05` as microseconds since 1970; `open` for `00XXX00`, undefined for what is no date. Years 70 to 99 are of the last century. */
export function readDate(text: string): number | 'open' | undefined {
  if (text === '00XXX00') return 'open';
  // A schedule has few days, each of them on many legs.
  const known = knownDates.get(text);
  if (known !== undefined) return known;
  const [, day, name, year] = /^(\d\d)([A-Z]{3})(\d\d)$/.exec(text) ?? [];
  const month = MONTHS.indexOf(name ?? '');
  if (month < 0) return undefined;
  const millis = Date.UTC(Number(year) + (Number(year) >= 70 ? 1900 : 2000), month, Number(day));
  if (new Date(millis).getUTCDate() !== Number(day)) return undefined;
  if (knownDates.size >= MOST_KNOWN) knownDates.clear();
  knownDates.set(text, millis * 1000);
  return millis * 1000;
}

/** `2130` as minutes of the day; 2400 is its end. */
export function readTime(text: string): number | undefined {
  if (!/^\d{4}$/.test(text)) return undefined;
  const minutes = Number(text.slice(0, 2)) * 60 + Number(text.slice(2));
  return Number(text.slice(2)) < 60 && minutes <= 1440 ? minutes : undefined;
}

/** `+0530` as minutes that local time is ahead of UTC. */
export function readOffset(text: string): number | undefined {
  const minutes = /^[+-]/.test(text) ? readTime(text.slice(1)) : undefined;
  if (minutes === undefined) return undefined;
  return text.startsWith('-') && minutes > 0 ? -minutes : minutes;
}

/** One character of the date variation: days after the operating day; a letter for one day before; blank is not told. */
export function readDateVariation(text: string): number | null | undefined {
  if (text === '' || text === ' ') return null;
  if (/^\d$/.test(text)) return Number(text);
  // Sources disagree on which letter it is.
  return text === 'A' || text === 'J' ? -1 : undefined;
}

/** Monday is 1. */
export function weekdayOf(micros: number): number {
  return ((Math.floor(micros / MICROS_PER_DAY) + 3) % 7) + 1;
}

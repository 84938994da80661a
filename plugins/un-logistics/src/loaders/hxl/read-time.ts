import { type DateFormat, readDate } from '../read-date.ts';

const INSTANT = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)?$/i;

/** Microseconds of a date in one of the formats, or of an ISO 8601 date or instant, which is of UTC unless it says otherwise. */
export function readTime(text: string, dates: readonly DateFormat[]): number | undefined {
  const trimmed = text.trim();
  const date = readDate(trimmed, dates) ?? readDate(trimmed, ['yyyy-mm-dd']);
  if (date !== undefined) return date;
  const [, day, time, fraction = '', offset = 'Z'] = INSTANT.exec(trimmed) ?? [];
  if (day === undefined) return undefined;
  const millis = Date.parse(`${day}T${time}${offset.replace(/(\d\d)(\d\d)$/, '$1:$2').toUpperCase()}`);
  if (Number.isNaN(millis) || readDate(day, ['yyyy-mm-dd']) === undefined) return undefined;
  return millis * 1000 + Number(fraction.slice(1, 7).padEnd(6, '0'));
}

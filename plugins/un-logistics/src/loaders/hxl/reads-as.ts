import type { ColumnType } from '@oads/cli/plugin';
import { type DateFormat, readDate } from '../read-date.ts';

const INTEGER = /^[+-]?(?:0|[1-9]\d{0,17})$/;
const PLAIN_NUMBER = /^(?:[+-]?(?!\d{19})(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,2})?|nan)$/i;
const NUMBER = /^(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,2})?|nan)$/i;
const ISO_DATE = /^\d{4}-\d\d-\d\d$/;
const TIMESTAMP = /^(\d{4}-\d\d-\d\d)(?:[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:0\d|1[0-4]):?[0-5]\d)?)?$/i;
const MOST_CHARACTERS = 100;

/**
 * Types of a column that nobody says anything of, the narrowest first, as the host guesses them: `007` and integers of more than 18
 * digits are identifiers, so text, and so are `t` and `f`.
 */
export const GUESSES: readonly ColumnType[] = ['integer', 'number', 'boolean', 'date', 'timestamp'];

/** Whether the host reads a text that is not blank as a type that it has to guess. */
export function looksLike(text: string, type: ColumnType): boolean {
  if (text.length > MOST_CHARACTERS) return false;
  if (type === 'integer') return INTEGER.test(text);
  if (type === 'number') return PLAIN_NUMBER.test(text);
  if (type === 'boolean') return /^(?:true|false)$/i.test(text);
  if (type === 'date') return isIsoDate(text);
  const [, date] = TIMESTAMP.exec(text) ?? [];
  return date !== undefined && isIsoDate(date);
}

/** Whether a text that is not blank can be read as a type that a hashtag gives. */
export function readsAs(text: string, type: ColumnType, dates: readonly DateFormat[]): boolean {
  if (type === 'text') return true;
  return type === 'date' ? readDate(text, dates) !== undefined : text.length <= MOST_CHARACTERS && NUMBER.test(text);
}

/** Which the host reads by itself. */
export function isIsoDate(text: string): boolean {
  return ISO_DATE.test(text) && readDate(text, ['yyyy-mm-dd']) !== undefined;
}

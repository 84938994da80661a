import { formatPercent } from '../../profile/wording.ts';
import type { ColumnLook, TableLook } from '../look/table-look.ts';
import type { Proposal } from '../proposal.ts';
import { sayCount, sayValue } from '../say.ts';
import { isSuspect } from './find-personal.ts';
import { hasDecimalCommas } from './has-decimal-commas.ts';

/** Fewer rows without a null do not say that there is none. */
const LEAST_ROWS = 100;
/** What the schema of the config can hold as a key. */
const WRITABLE = /^[^\n\r\0\u2028\u2029]+$/;

export function isWritable(name: string): boolean {
  return describeUnwritable(name) === undefined;
}

/** Why a contract cannot name a column; undefined where it can. */
export function describeUnwritable(name: string): string | undefined {
  if (name === '') return 'it has no name';
  if (name === '__proto__') return 'a key of that name means something else to JavaScript';
  return WRITABLE.test(name) ? undefined : 'its name has a line end';
}

/** Every column with the type that was seen. One that holds infinite numbers is left to the others: they would fail the batch. */
export function proposeContract({ rows, columns }: TableLook): Proposal['contract'] {
  return columns
    .filter((column) => isWritable(column.name) && column.unreadable === 0)
    .map((column) => ({
      name: column.name,
      column: {
        value: { type: column.type, ...(column.nulls === 0 && rows >= LEAST_ROWS ? { nullable: false } : {}) },
        basis: describe(column, rows),
      },
    }));
}

function describe(column: ColumnLook, rows: number): string {
  const { nulls, min, max, values, text, type } = column;
  if (nulls === rows) return 'no value at all: a guess of the type that takes any';
  const parts: string[] = [];
  if (isSuspect(column)) parts.push('looks personal');
  else if (min !== null && max !== null && type !== 'boolean') {
    parts.push(min === max ? `always ${sayValue(column, min)}` : `${sayValue(column, min)} to ${sayValue(column, max)}`);
  } else if (values && values.size === 1 && type === 'text') parts.push('always the same');
  else if (values) parts.push(sayCount(values.size, 'different value'));
  else if (text) parts.push(`more than 2,000 different values, ${Math.round(text.meanLength)} characters on average`);
  if (text && hasDecimalCommas(text))
    parts.push(`${formatPercent(text.decimalCommas)} look like numbers with a decimal comma: text until they are written with a point`);
  else if (text && text.numbers > 0.3) parts.push(`${formatPercent(text.numbers)} read as numbers, the rest do not`);
  if (text && text.dates > 0.5) parts.push(`${formatPercent(text.dates)} look like dates that are not ISO 8601: text until they are`);
  if (nulls > 0) parts.push(`${formatPercent(nulls / rows)} empty`);
  return parts.join(', ');
}

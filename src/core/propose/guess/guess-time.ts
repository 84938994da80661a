import type { ColumnLook, TableLook } from '../look/table-look.ts';
import type { Guess } from '../proposal.ts';
import { sayCount, sayValue } from '../say.ts';
import { wordsOf } from './read-name.ts';
import { readPersonal } from './read-personal.ts';

/** More rows without it, and it orders too few of them. */
const MOST_NULLS = 0.01;
/** What is written last, planned, or over is not when it happened. */
const OTHER =
  /\b(updated?|modified|changed|loaded|inserted|deleted|birth|end|ended|finish(?:ed)?|expir\w*|until|valid|due|arriv\w*|arr|closed|recorded|prev\w*|last)\b/;
const EVENT =
  /\b(event|timestamp|occurred|happened|created|departed|departure|dep|ordered|order|observed|measured|received|sent|start(?:ed)?)\b/;

/** The column that says when a row happened: times in nearly every row, that differ; by its name, else the first. */
export function guessTime({ rows, columns }: TableLook): Guess<string | undefined> {
  const times = columns.filter(({ type }) => type === 'date' || type === 'timestamp');
  const fit = times.filter(
    (column) =>
      column.nulls <= rows * MOST_NULLS && column.min !== null && column.min !== column.max && readPersonal(column.name) === undefined,
  );
  const [best] = fit.map((column) => ({ column, rank: rankName(column.name) })).sort((a, b) => b.rank - a.rank);
  if (!best) return { value: undefined, basis: describeNone(rows, times, columns) };
  const { column } = best;
  const span = `${sayValue(column, column.min as number)} to ${sayValue(column, column.max as number)}`;
  const others =
    fit.length > 1
      ? `; also times: ${fit
          .filter((other) => other !== column)
          .map(({ name }) => name)
          .slice(0, 4)
          .join(', ')}`
      : '';
  return { value: column.name, basis: `${span}${column.nulls > 0 ? `, ${sayCount(column.nulls, 'row')} without` : ''}${others}` };
}

function rankName(name: string): number {
  const words = wordsOf(name).join(' ');
  if (OTHER.test(words)) return -1;
  return EVENT.test(words) ? 1 : 0;
}

function describeNone(rows: number, times: readonly ColumnLook[], columns: readonly ColumnLook[]): string {
  const [sparse] = times.filter(({ nulls }) => nulls > rows * MOST_NULLS);
  if (sparse) return `no time in every row ("${sparse.name}" is empty in ${sayCount(sparse.nulls, 'row')})`;
  if (times.length > 0) return `all times are the same ("${times[0].name}")`;
  const foreign = columns.find(({ text }) => text && text.dates > 0.5);
  return foreign ? `no column of ISO 8601 times ("${foreign.name}" holds dates in another notation)` : 'no column of times';
}

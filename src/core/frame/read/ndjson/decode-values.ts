import { SourceError } from '../../../errors.ts';
import { Batch } from '../../batch.ts';
import { listNames } from '../../list-names.ts';
import { type CastColumn, castColumn } from '../../parse/cast-column.ts';
import type { Column, ColumnType, Field, TextColumn, TimeColumn } from '../../types.ts';
import { guessType } from '../infer-type.ts';
import { findTimeOfDay, misfit } from '../misfit.ts';
import type { ReadOptions } from '../read-options.ts';
import type { JsonScalar } from './parse-line.ts';
import { valuesToColumn } from './values-to-column.ts';

export interface JsonDecoder {
  /** A field that this batch had not had so far. */
  meet(field: string, line: number): void;
  /** `lines` are the lines of the rows. Throws SourceError with the line of a value that does not read as the guessed type. */
  decode(values: ReadonlyMap<string, JsonScalar[]>, lines: readonly number[], offset: number): Batch;
}

/** Fixes the columns and the types of those outside the contract with the first batch. */
export function openJsonDecoder({ columns, contract, hides, warn }: ReadOptions): JsonDecoder {
  const contracted = new Set(contract?.map(({ name }) => name));
  const guessed = new Map<string, ColumnType>();
  const ignored = new Set<string>();
  let names: readonly string[] | undefined;

  function decodeColumn(name: string, values: JsonScalar[], lines: readonly number[]): Column {
    const rows = lines.length;
    const column = valuesToColumn(values, rows);
    if (contracted.has(name)) return column;
    if (hides?.(name)) return column.type === 'text' ? column : valuesToColumn(values, rows, true);
    const type = guessed.get(name) ?? guess(column);
    guessed.set(name, type);
    if (type === 'text' && column.type !== 'text') return valuesToColumn(values, rows, true);
    // A date through a timestamp, which keeps the time of day that is no part of a date.
    const parsed = type === 'date' ? 'timestamp' : type;
    const cast = (castColumn(column, parsed) ?? castColumn(valuesToColumn(values, rows, true), parsed)) as CastColumn;
    const failed = cast.failures?.indexOf(1) ?? (type === 'date' ? findTimeOfDay(cast.column as TimeColumn) : -1);
    if (failed >= 0) throw misfit(`line ${lines[failed]}`, `field "${name}"`, type, show(values[failed]));
    return { ...cast.column, type } as Column;
  }

  return {
    meet(field, line) {
      if (!names || names.includes(field) || ignored.has(field) || columns) return;
      if (contracted.has(field)) {
        throw new SourceError('OADS_SOURCE_FORMAT', `line ${line}: expected the fields of the first lines, got "${field}", too`, {
          hint: `write "${field}" on every line, as null where it has no value`,
        });
      }
      ignored.add(field);
      warn?.(`field "${field}" first appears at line ${line}, after the columns were settled: it is ignored`);
    },
    decode(values, lines, offset) {
      names ??= columns ?? [...values.keys()];
      const absent = offset === 0 ? names.find((name) => !values.has(name)) : undefined;
      if (absent !== undefined)
        throw new SourceError('OADS_COLUMN_MISSING', `expected a column "${absent}", got ${listNames([...values.keys()])}`);
      const decoded = new Map(names.map((name) => [name, decodeColumn(name, values.get(name) ?? [], lines)]));
      const schema: Field[] = names.map((name) => ({ name, type: (decoded.get(name) as Column).type }));
      return Batch.fromColumns(schema, decoded, lines.length, offset);
    },
  };
}

/** JSON itself has neither infinities nor bigints. */
function show(value: JsonScalar): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

/** JSON says what is a number and what is text; times are the only thing left to guess. */
function guess(column: Column): ColumnType {
  if (column.type !== 'text') return column.type;
  const type = guessType(['date', 'timestamp']);
  for (const text of (column as TextColumn).dictionary) type.see(text);
  return type.type();
}

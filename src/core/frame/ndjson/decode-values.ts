import { SourceError } from '../../errors.ts';
import { Batch } from '../batch.ts';
import { castColumn } from '../cast-column.ts';
import { guessType } from '../infer-type.ts';
import type { ReadOptions } from '../read-options.ts';
import type { Column, ColumnType, Field, TextColumn } from '../types.ts';
import type { JsonScalar } from './parse-line.ts';
import { valuesToColumn } from './values-to-column.ts';

export interface JsonDecoder {
  /** A field that this batch had not had so far. */
  meet(field: string, line: number): void;
  decode(values: ReadonlyMap<string, JsonScalar[]>, rows: number, offset: number): Batch;
  /** Warns of what did not read as the guessed types. */
  finish(): void;
}

/** Fixes the columns and the types of those outside the contract with the first batch. */
export function openJsonDecoder({ columns, contract, warn }: ReadOptions): JsonDecoder {
  const contracted = new Set(contract?.map(({ name }) => name));
  const guessed = new Map<string, ColumnType>();
  const failures = new Map<string, number>();
  const ignored = new Set<string>();
  let names: readonly string[] | undefined;

  function decodeColumn(name: string, values: JsonScalar[], rows: number): Column {
    const column = valuesToColumn(values, rows);
    if (contracted.has(name)) return column;
    const type = guessed.get(name) ?? guess(column);
    guessed.set(name, type);
    if (type === 'text' && column.type !== 'text') return valuesToColumn(values, rows, true);
    const cast = castColumn(column, type) ?? castColumn(valuesToColumn(values, rows, true), type);
    const failed = cast?.failures?.reduce((sum, failure) => sum + failure, 0) ?? 0;
    if (failed > 0) failures.set(name, (failures.get(name) ?? 0) + failed);
    return cast?.column as Column;
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
    decode(values, rows, offset) {
      names ??= columns ?? [...values.keys()];
      const absent = offset === 0 ? names.find((name) => !values.has(name)) : undefined;
      if (absent !== undefined)
        throw new SourceError('OADS_COLUMN_MISSING', `expected a column "${absent}", got ${[...values.keys()].join(', ')}`);
      const decoded = new Map(names.map((name) => [name, decodeColumn(name, values.get(name) ?? [], rows)]));
      const schema: Field[] = names.map((name) => ({ name, type: (decoded.get(name) as Column).type }));
      return Batch.fromColumns(schema, decoded, rows, offset);
    },
    finish() {
      for (const [name, count] of failures) {
        warn?.(
          `field "${name}": ${count} later values are no ${guessed.get(name)}, the type of the first lines, and are read as null; give the column's type in the contract`,
        );
      }
    },
  };
}

/** JSON says what is a number and what is text; times are the only thing left to guess. */
function guess(column: Column): ColumnType {
  if (column.type !== 'text') return column.type;
  const type = guessType(['date', 'timestamp']);
  for (const text of (column as TextColumn).dictionary) type.see(text);
  return type.type();
}

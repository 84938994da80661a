import { SourceError } from '../../errors.ts';
import { type ColumnType, MICROS_PER_DAY, type TimeColumn } from '../types.ts';

const SHOWN_CHARACTERS = 80;

/** `place` is such as `line 7`, `subject` such as `column "a"`, `got` the value as it was written. */
export function misfit(place: string, subject: string, type: ColumnType, got: string): SourceError {
  const line = got.replace(/\s+/g, ' ');
  const shown = line.length > SHOWN_CHARACTERS ? `${line.slice(0, SHOWN_CHARACTERS)}…` : line;
  return new SourceError(
    'OADS_COLUMN_TYPE',
    `${place}: expected ${type} in ${subject}, as guessed from the first rows without a contract, got ${shown}`,
    { hint: `give the ${subject.split(' ')[0]} a type in the contract, under which such a value is read or counted (text takes any)` },
  );
}

/** The first row with a time that is not midnight, which a date would lose; -1 if there is none. */
export function findTimeOfDay({ values, valid }: TimeColumn): number {
  return values.findIndex((value, row) => (!valid || valid[row] === 1) && value % MICROS_PER_DAY !== 0);
}

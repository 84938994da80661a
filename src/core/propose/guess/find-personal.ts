import { isLuhn, type PersonalKind } from '../look/read-personal-value.ts';
import type { ColumnLook } from '../look/table-look.ts';
import type { LeftOut } from '../proposal.ts';
import { isCalledLikePerson, isCalledLikeThing, readPersonal } from './read-personal.ts';

/** From such a share on. Nothing else has the form of an e-mail address; a number of many digits may be a card by chance. */
const LEAST: readonly (readonly [PersonalKind, number, string])[] = [
  ['email', 0.01, 'its values look like e-mail addresses'],
  ['phone', 0.05, 'its values look like phone numbers'],
  ['card', 0.5, 'its values look like card numbers'],
  ['ip', 0.5, 'its values look like IP addresses'],
];
/** First names in so many values; in more of them where the column is called like a thing, since some of those have names of people. */
const LEAST_NAMES = 0.2;
const LEAST_NAMES_OF_THINGS = 0.5;
/** Two words with capitals may be anything: nearly all values have to be such. */
const LEAST_PERSON_LIKE = 0.7;
const LEAST_CARD = 1e12;

/** What personal thing a column seems to hold, by its values or its name. */
export function findPersonal(columns: readonly ColumnLook[]): LeftOut[] {
  return columns.flatMap((column) => {
    const why = describe(column) ?? suspect(column);
    return why === undefined ? [] : [{ column: column.name, why }];
  });
}

export function isPersonal(column: ColumnLook): boolean {
  return describe(column) !== undefined;
}

/** Whether values look like persons, and nothing else says so: it may be watched, and no value of it is written down. */
export function isSuspect(column: ColumnLook): boolean {
  return isPersonal(column) || suspect(column) !== undefined;
}

function describe(column: ColumnLook): string | undefined {
  const { name, type, text } = column;
  const sure = LEAST.find(([kind, least]) => text && (text.personal[kind] ?? 0) > least);
  if (sure) return sure[2];
  const named = readPersonal(name);
  if (named) return `it is called like ${named}`;
  if (type === 'text' && isCalledLikePerson(name)) return 'it is called like a person';
  if (isCards(column)) return 'its values look like card numbers';
  const names = text?.personal.firstName ?? 0;
  return names > (isCalledLikeThing(name) ? LEAST_NAMES_OF_THINGS : LEAST_NAMES) ? 'its values hold first names' : undefined;
}

function suspect({ name, text }: ColumnLook): string | undefined {
  if (!text || isCalledLikeThing(name)) return undefined;
  const { person = 0, firstName = 0 } = text.personal;
  return person + firstName > LEAST_PERSON_LIKE ? 'its values look like names of persons' : undefined;
}

/** Card numbers without spaces read as integers. */
function isCards({ type, min, sample }: ColumnLook): boolean {
  if (type !== 'integer' || min === null || min < LEAST_CARD) return false;
  const values = sample.filter((value) => !Number.isNaN(value));
  return values.length > 0 && values.filter((value) => isLuhn(String(value))).length > values.length / 2;
}

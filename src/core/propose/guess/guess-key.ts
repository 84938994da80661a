import type { TableLook } from '../look/table-look.ts';
import type { Guess } from '../proposal.ts';
import { sayCount } from '../say.ts';
import { isPersonal } from './find-personal.ts';
import { isCertainId, isIdName } from './read-name.ts';

/** In fewer rows than this a column that is not called an id is unique by chance. */
const LEAST_ROWS = 100;
/** Names of the results themselves; a key cannot have them. */
const RESULTS = new Set(['score', 'p_value', 'q_value', 'is_anomaly', 'reasons', 'row']);

export interface GuessedKey extends Guess<readonly string[] | undefined> {
  /** Whether it is called an id, too. */
  readonly certain: boolean;
}

/** Columns that are unique and never null, where it looks as if that were meant. */
export function guessKey({ rows, complete, columns, keys }: TableLook, time: string | undefined): GuessedKey {
  const seen = complete ? `all ${sayCount(rows, 'row')}` : `the first ${sayCount(rows, 'row')}`;
  const typeOf = new Map(columns.map(({ name, type }) => [name, type]));
  const personal = new Set(columns.filter(isPersonal).map(({ name }) => name));
  const fit = keys.filter(
    (names) =>
      names.every((name) => !RESULTS.has(name) && !personal.has(name)) &&
      (names.length > 1 || isIdName(names[0]) || (rows >= LEAST_ROWS && names[0] !== time && isShort(names[0]))),
  );
  const [best] = fit;
  if (rows < 2)
    return {
      value: undefined,
      certain: false,
      basis: `${rows === 0 ? 'no row was' : 'one row alone was'} seen: results name rows by their number`,
    };
  if (!best) {
    return {
      value: undefined,
      certain: false,
      basis: `no column or small set of columns is unique and never empty in ${seen}: results name rows by their number`,
    };
  }
  const certain = best.length === 1 && isCertainId(best[0]);
  const others = fit
    .slice(1)
    .filter((names) => names.length === 1)
    .map(([name]) => name);
  const also = others.length > 0 ? ` (so is ${others.slice(0, 3).join(', ')})` : '';
  return { value: best, certain, basis: `${best.length > 1 ? 'together ' : ''}unique and never empty in ${seen}${also}` };

  function isShort(name: string): boolean {
    const text = columns.find((column) => column.name === name)?.text;
    return typeOf.get(name) === 'integer' || (text !== undefined && text.longest <= 40);
  }
}

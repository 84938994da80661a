import { SourceError } from '../errors.ts';
import { cellAt } from '../frame/cell.ts';
import type { Column, ColumnType, Field, TextColumn } from '../frame/types.ts';
import { findSimilar } from '../schema/find-similar.ts';
import type { ConformedBatch } from './conform.ts';
import type { TokenMaker } from './token-maker.ts';

export interface MaskedBatch extends ConformedBatch {
  /** Of the masked columns: the type that their values had; in the batch they are text. */
  readonly typesBefore: Map<string, ColumnType>;
}

/**
 * Replaces the values of some columns by tokens, after they were judged by type: what could not be read stays a null that
 * counts as such, and what it was is forgotten. Rows that were masked before (a last good load, a file that `oads load`
 * wrote) come out as they went in. Throws SourceError where a column is not there: its name may be misspelt or have
 * changed, and then its values would go on readable. `optional` columns may be missing.
 */
export function maskColumns(
  conformed: ConformedBatch,
  names: readonly string[],
  maker: TokenMaker,
  optional: ReadonlySet<string>,
  contracted: ReadonlySet<string> = new Set(),
): MaskedBatch {
  const { batch } = conformed;
  const others = batch.schema.map((field) => field.name).filter((other) => !contracted.has(other) && !names.includes(other));
  const failures = new Map(conformed.failures);
  const originals = new Map(conformed.originals);
  const typesBefore = new Map<string, ColumnType>();
  const replaced = new Map<string, Column>();
  for (const name of names) {
    const field = batch.schema.find((candidate) => candidate.name === name);
    if (!field) {
      // The names of the others are not told: without a header they would be values.
      if (optional.has(name)) {
        refuseRenamed(name, others);
        continue;
      }
      throw new SourceError(
        'OADS_COLUMN_MISSING',
        `expected the column "${name}", which is to be masked, got ${batch.schema.length === 1 ? '1 other' : `${batch.schema.length} others`}`,
        {
          hint: 'correct its name in columns.mask: under another name its values would go on readable, so nothing is read at all',
        },
      );
    }
    typesBefore.set(name, field.type);
    const tokens = toTokens(batch.column(name), batch.rows, maker);
    const unread = originals.get(name);
    const mask = failures.get(name);
    const kept = mask && unread?.type === 'text' ? keepOwnTokens(tokens, unread, mask, maker) : undefined;
    replaced.set(name, kept?.column ?? tokens);
    if (kept?.failures) failures.set(name, kept.failures);
    else if (kept) failures.delete(name);
    originals.delete(name);
  }
  const schema: Field[] = batch.schema.map((field) => (replaced.has(field.name) ? { name: field.name, type: 'text' } : field));
  return { ...conformed, batch: batch.replaceColumns(schema, replaced), failures, originals, typesBefore };
}

/** `SSN` for `ssn`: it would go on readable. `gate_1` and `gate_2` are two columns. */
function refuseRenamed(name: string, others: readonly string[]): void {
  const withoutDigits = (text: string) => text.replaceAll(/[0-9]/g, '');
  const near = findSimilar(
    name.trim(),
    others.map((other) => other.trim()),
  );
  if (near === undefined || (near !== name && withoutDigits(near) === withoutDigits(name))) return;
  throw new SourceError('OADS_COLUMN_MISSING', `expected the column "${name}", which is to be masked, or nothing like it, got "${near}"`, {
    hint: 'correct its name in columns.mask, or put the other column into the contract',
  });
}

/** A NaN is missing, as everywhere. */
function toTokens(column: Column, rows: number, maker: TokenMaker): TextColumn {
  if (column.type === 'text') return { ...column, dictionary: maker.make(column.dictionary) };
  const codes = new Uint32Array(rows);
  const known = new Map<string, number>();
  let valid: Uint8Array | undefined;
  for (let row = 0; row < rows; row++) {
    const cell = cellAt(column, row);
    if (cell === null) {
      valid ??= new Uint8Array(rows).fill(1);
      valid[row] = 0;
      continue;
    }
    // The text that JSON would have: 42 is 42 as an integer, a number and a text.
    const text = String(cell);
    const code = known.get(text) ?? known.size;
    if (code === known.size) known.set(text, code);
    codes[row] = code;
  }
  const dictionary = known.size === 0 && rows > 0 ? [''] : maker.make([...known.keys()]);
  return { type: 'text', codes, dictionary, valid };
}

/** A token is unreadable as an integer, say, but it stands for a value that was read as one. */
function keepOwnTokens(
  tokens: TextColumn,
  { codes: unreadCodes, dictionary }: TextColumn,
  failures: Uint8Array,
  maker: TokenMaker,
): { column: TextColumn; failures?: Uint8Array } | undefined {
  const own = maker.recognise(dictionary);
  if (!own.includes(1)) return undefined;
  const first = tokens.dictionary.length;
  const codes = tokens.codes.slice();
  const valid = tokens.valid?.slice() ?? new Uint8Array(codes.length).fill(1);
  const left = failures.slice();
  for (let row = 0; row < codes.length; row++) {
    if (failures[row] === 0 || own[unreadCodes[row]] === 0) continue;
    codes[row] = first + unreadCodes[row];
    valid[row] = 1;
    left[row] = 0;
  }
  const known = dictionary.map((text, code) => (own[code] === 1 ? text : ''));
  return {
    column: { type: 'text', codes, dictionary: [...tokens.dictionary, ...known], valid: valid.includes(0) ? valid : undefined },
    failures: left.includes(1) ? left : undefined,
  };
}

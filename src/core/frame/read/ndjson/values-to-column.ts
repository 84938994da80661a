import { halvesOf, storeInteger } from '../../integers.ts';
import type { Column } from '../../types.ts';
import type { JsonScalar } from './parse-line.ts';

const MAX_INT64 = 2n ** 63n - 1n;
const MIN_INT64 = -(2n ** 63n);

/**
 * JSON values as a column of the type they all have; mixed ones, or any with `asText`, as text. Values beyond the end of
 * the list are null.
 */
export function valuesToColumn(values: readonly JsonScalar[], rows: number, asText = false): Column {
  const valid = findNulls(values, rows);
  const kinds = new Set<string>();
  for (const value of values) if (value !== null) kinds.add(kindOf(value));
  const has = (kind: string) => kinds.has(kind);
  if (asText || kinds.size === 0 || has('text') || (has('boolean') && kinds.size > 1)) return toText(values, rows, valid);
  if (has('boolean'))
    return { type: 'boolean', values: Uint8Array.from({ length: rows }, (_, row) => (values[row] === true ? 1 : 0)), valid };
  if (has('number')) return { type: 'number', values: Float64Array.from({ length: rows }, (_, row) => Number(values[row] ?? 0)), valid };

  const integers = new BigInt64Array(rows);
  const halves = halvesOf(integers);
  values.forEach((value, row) => {
    if (typeof value === 'bigint') integers[row] = value;
    else if (typeof value === 'number') storeInteger(value, halves, row);
  });
  return { type: 'integer', values: integers, valid };
}

/** An integer that no 64 bits hold is text rather than a rounded number. */
function kindOf(value: Exclude<JsonScalar, null>): 'boolean' | 'integer' | 'number' | 'text' {
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'integer' : 'number';
  if (typeof value === 'bigint') return value <= MAX_INT64 && value >= MIN_INT64 ? 'integer' : 'text';
  return 'text';
}

function toText(values: readonly JsonScalar[], rows: number, valid: Uint8Array | undefined): Column {
  const codes = new Uint32Array(rows);
  const known = new Map<string, number>();
  values.forEach((value, row) => {
    if (value === null) return;
    const text = typeof value === 'string' ? value : String(value);
    const code = known.get(text) ?? known.size;
    known.set(text, code);
    codes[row] = code;
  });
  const dictionary = known.size === 0 && rows > 0 ? [''] : [...known.keys()];
  return { type: 'text', codes, dictionary, valid };
}

function findNulls(values: readonly JsonScalar[], rows: number): Uint8Array | undefined {
  let valid: Uint8Array | undefined;
  for (let row = 0; row < rows; row++) {
    if (row < values.length && values[row] !== null) continue;
    valid ??= new Uint8Array(rows).fill(1);
    valid[row] = 0;
  }
  return valid;
}

import { halvesOf } from './integers.ts';
import type { Column } from './types.ts';

/** The indexes where the mask is 1. */
export function chosenIndexes(mask: Uint8Array): Uint32Array {
  let rows = 0;
  for (let row = 0; row < mask.length; row++) rows += mask[row];
  const indexes = new Uint32Array(rows);
  for (let row = 0, next = 0; row < mask.length; row++) if (mask[row] === 1) indexes[next++] = row;
  return indexes;
}

/** Row i of the result is row `indexes[i]` of the column. */
export function gatherColumn(column: Column, indexes: Uint32Array): Column {
  const valid = column.valid && gatherBytes(column.valid, indexes);
  switch (column.type) {
    case 'integer': {
      const values = new BigInt64Array(indexes.length);
      const from = halvesOf(column.values);
      const to = halvesOf(values);
      for (let row = 0; row < indexes.length; row++) {
        to[2 * row] = from[2 * indexes[row]];
        to[2 * row + 1] = from[2 * indexes[row] + 1];
      }
      return { type: column.type, values, valid };
    }
    case 'boolean':
      return { type: column.type, values: gatherBytes(column.values, indexes), valid };
    case 'text': {
      const codes = new Uint32Array(indexes.length);
      for (let row = 0; row < indexes.length; row++) codes[row] = column.codes[indexes[row]];
      return { type: column.type, codes, dictionary: column.dictionary, valid };
    }
    default: {
      const values = new Float64Array(indexes.length);
      for (let row = 0; row < indexes.length; row++) values[row] = column.values[indexes[row]];
      return { type: column.type, values, valid };
    }
  }
}

function gatherBytes(bytes: Uint8Array, indexes: Uint32Array): Uint8Array {
  const gathered = new Uint8Array(indexes.length);
  for (let row = 0; row < indexes.length; row++) gathered[row] = bytes[indexes[row]];
  return gathered;
}

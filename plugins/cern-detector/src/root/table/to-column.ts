import type { Column } from '@oads/cli/plugin';
import type { ItemType, Values } from './table.ts';

/** Values as a column of a batch. NaN and infinities stay what they are: a check may ask for them. */
export function toColumn(values: Values, item: ItemType, name: string, warn: (message: string) => void, valid?: Uint8Array): Column {
  switch (item) {
    case 'text':
      return toTextColumn(values as string[], valid);
    case 'boolean':
      return { type: 'boolean', values: values as Uint8Array, valid };
    case 'number':
      return { type: 'number', values: values instanceof Float64Array ? values : Float64Array.from(values as Float32Array), valid };
    case 'integer':
      return toIntegerColumn(values, name, warn, valid);
  }
}

function toIntegerColumn(values: Values, name: string, warn: (message: string) => void, valid?: Uint8Array): Column {
  if (values instanceof BigInt64Array) return { type: 'integer', values, valid };
  if (values instanceof BigUint64Array) {
    const signed = new BigInt64Array(values.buffer, values.byteOffset, values.length);
    let known = valid;
    for (let row = 0; row < signed.length; row++) {
      if (signed[row] >= 0n || (known && known[row] === 0)) continue;
      if (known === undefined || known === valid) known = valid ? valid.slice() : new Uint8Array(signed.length).fill(1);
      known[row] = 0;
    }
    if (known !== valid) warn(`column "${name}": integers from 2^63 do not fit a signed 64-bit column: they are nulls`);
    return { type: 'integer', values: signed, valid: known };
  }
  const small = values as Int32Array;
  const wide = new BigInt64Array(small.length);
  // Two 32-bit halves: making each a BigInt takes ten times as long.
  const halves = new Int32Array(wide.buffer);
  for (let row = 0; row < small.length; row++) {
    halves[row * 2] = small[row];
    halves[row * 2 + 1] = small[row] < 0 ? -1 : 0;
  }
  return { type: 'integer', values: wide, valid };
}

function toTextColumn(texts: readonly string[], valid?: Uint8Array): Column {
  const codes = new Uint32Array(texts.length);
  const known = new Map<string, number>();
  for (let row = 0; row < texts.length; row++) {
    const code = known.get(texts[row]) ?? known.size;
    if (code === known.size) known.set(texts[row], code);
    codes[row] = code;
  }
  return { type: 'text', codes, dictionary: [...known.keys()], valid };
}

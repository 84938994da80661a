import type { Column } from './types.ts';

/** 1 for each row whose value is missing: a null, or a NaN among numbers. Undefined when no row is. */
export function markMissing(column: Column): Uint8Array | undefined {
  const { valid, values } = column.type === 'text' ? { valid: column.valid, values: undefined } : column;
  let missing: Uint8Array | undefined;
  if (valid) {
    missing = new Uint8Array(valid.length);
    for (let row = 0; row < valid.length; row++) missing[row] = valid[row] === 0 ? 1 : 0;
  }
  if (column.type !== 'number') return missing;
  const numbers = values as Float64Array;
  for (let row = 0; row < numbers.length; row++) {
    if (!Number.isNaN(numbers[row])) continue;
    missing ??= new Uint8Array(numbers.length);
    missing[row] = 1;
  }
  return missing;
}

export function countMarked(mask: Uint8Array | undefined): number {
  if (!mask) return 0;
  let count = 0;
  for (let row = 0; row < mask.length; row++) count += mask[row];
  return count;
}

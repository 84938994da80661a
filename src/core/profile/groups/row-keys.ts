import type { Batch } from '../../frame/batch.ts';
import { asText } from '../batch-profile.ts';
import type { GroupKey } from './groups-reference.ts';

/** Row i has the key `keys[codes[i]]`; not every key need occur, nor only once. */
export interface RowKeys {
  readonly codes: Uint32Array;
  readonly keys: readonly GroupKey[];
}

/** The values of one column; a missing one is a key of its own. */
export function keyColumns(batch: Batch, name: string): RowKeys {
  const { codes, dictionary, valid } = asText(batch, name);
  const keys: GroupKey[] = dictionary.map((text) => [text]);
  if (!valid) return { codes, keys };
  const missing = keys.length;
  keys.push([null]);
  const withMissing = new Uint32Array(codes.length);
  for (let row = 0; row < codes.length; row++) withMissing[row] = valid[row] === 0 ? missing : codes[row];
  return { codes: withMissing, keys };
}

/** Up to so many pairs of codes, a table of all of them is cheap. */
const DENSE_PAIRS = 1 << 20;

/** The pairs that occur, numbered as they come. */
export function pairKeys(left: RowKeys, right: RowKeys): RowKeys {
  const width = right.keys.length;
  const pairs = left.keys.length * width;
  const dense = pairs <= DENSE_PAIRS ? new Int32Array(pairs).fill(-1) : undefined;
  const sparse = new Map<number, number>();
  const codes = new Uint32Array(left.codes.length);
  const keys: GroupKey[] = [];
  for (let row = 0; row < codes.length; row++) {
    const pair = left.codes[row] * width + right.codes[row];
    let code = dense ? dense[pair] : (sparse.get(pair) ?? -1);
    if (code < 0) {
      code = keys.length;
      keys.push([...left.keys[left.codes[row]], ...right.keys[right.codes[row]]]);
      if (dense) dense[pair] = code;
      else sparse.set(pair, code);
    }
    codes[row] = code;
  }
  return { codes, keys };
}

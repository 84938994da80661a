import { type ColumnPolicy, isDropped } from '../config/column-policy.ts';
import type { Batch } from '../frame/batch.ts';

/** The columns that the policy lets through, in the order of the source; the others are not even decoded. */
export function chooseColumns(batch: Batch, policy: ColumnPolicy): Batch {
  const schema = batch.schema.filter(({ name }) => !isDropped(policy, name));
  return schema.length === batch.schema.length ? batch : batch.replaceColumns(schema, new Map());
}

/** Names in `keep` or `drop` that the source does not have: they may be misspelt. */
export function findAbsent(batch: Batch, { keep, drop }: ColumnPolicy): { list: 'keep' | 'drop'; name: string }[] {
  const lists = [
    ['keep', keep ?? []],
    ['drop', drop],
  ] as const;
  return lists.flatMap(([list, names]) => names.filter((name) => !batch.has(name)).map((name) => ({ list, name })));
}

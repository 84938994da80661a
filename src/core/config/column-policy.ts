import { createSecretKey, type KeyObject } from 'node:crypto';
import type { ColumnsConfig } from './schema.ts';

/** What becomes of the source's columns. */
export interface ColumnPolicy {
  /** Only these are read. */
  readonly keep?: readonly string[];
  /** All but these are read. */
  readonly drop: readonly string[];
  /** The values of these become tokens. */
  readonly mask: readonly string[];
  /** There when `mask` names a column. An object that no message and no JSON shows the content of. */
  readonly maskKey?: KeyObject;
}

export function createColumnPolicy({ keep, drop = [], mask = [], mask_key: key }: ColumnsConfig): ColumnPolicy {
  return { keep, drop, mask, maskKey: key === undefined ? undefined : createSecretKey(Buffer.from(key, 'utf8')) };
}

export function isDropped({ keep, drop }: ColumnPolicy, column: string): boolean {
  return keep === undefined ? drop.includes(column) : !keep.includes(column);
}

/** Whether no message may show a value of the column. */
export function isHidden(policy: ColumnPolicy, column: string): boolean {
  return isDropped(policy, column) || policy.mask.includes(column);
}

/** The same of a config's columns: without a policy nothing is hidden. */
export function hiddenBy(policy: ColumnPolicy | undefined): (column: string) => boolean {
  return (column) => policy !== undefined && isHidden(policy, column);
}

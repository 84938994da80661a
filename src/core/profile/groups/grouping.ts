import { isDeepStrictEqual } from 'node:util';
import type { Batch } from '../../frame/batch.ts';
import type { GroupingReference, GroupsReference } from './groups-reference.ts';
import { keyColumns, pairKeys, type RowKeys } from './row-keys.ts';
import { keyTimes, TIME_PARTS, type TimePart } from './time-keys.ts';

/** Rows that share the values of some columns, or the phase of a season. */
export type Grouping = SegmentGrouping | SeasonGrouping;

export interface SegmentGrouping {
  readonly kind: 'segment';
  readonly columns: readonly string[];
}

/** Parts of a time, in UTC, then the values of columns: at least one of either. */
export interface SeasonGrouping {
  readonly kind: 'season';
  readonly column?: string;
  readonly parts: readonly TimePart[];
  /** Hours in a bucket of the part `hour`. */
  readonly bucketHours: number;
  readonly columns: readonly string[];
}

/** What a bundle writes down: groupings that say the same group the same rows. */
export function describeGrouping(grouping: Grouping): string[] {
  if (grouping.kind === 'segment') return [...grouping.columns];
  const { column, parts, bucketHours, columns } = grouping;
  const names = sortParts(parts).map((part) => `${part === 'hour' ? `hour/${bucketHours}` : part}(${column})`);
  return [...names, ...columns];
}

export function findGrouping(reference: GroupsReference | undefined, grouping: Grouping): GroupingReference | undefined {
  const by = describeGrouping(grouping);
  return reference?.groupings.find((candidate) => candidate.kind === grouping.kind && isDeepStrictEqual(candidate.by, by));
}

/** The columns that the rows must have. */
export function columnsOf(grouping: Grouping): string[] {
  const time = grouping.kind === 'season' && grouping.column !== undefined ? [grouping.column] : [];
  return [...time, ...grouping.columns];
}

/** The key of each row. */
export function keyRows(batch: Batch, grouping: Grouping): RowKeys {
  const parts: RowKeys[] = [];
  if (grouping.kind === 'season' && grouping.column !== undefined) {
    for (const part of sortParts(grouping.parts)) parts.push(keyTimes(batch, grouping.column, part, grouping.bucketHours));
  }
  for (const column of grouping.columns) parts.push(keyColumns(batch, column));
  return parts.reduce((left, right) => pairKeys(left, right));
}

function sortParts(parts: readonly TimePart[]): TimePart[] {
  return TIME_PARTS.filter((part) => parts.includes(part));
}

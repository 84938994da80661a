import { readTagspec, type Tagspec } from './read-tagspec.ts';

/** The row of tags is among so many first records. */
export const MOST_TAG_ROW = 25;

export interface TagRow {
  /** From 0. */
  readonly record: number;
  /** Undefined for a column without a tag. */
  readonly tags: readonly (Tagspec | undefined)[];
}

/** The first record of which at least half the cells that are not empty are tags. */
export function findTagRow(head: readonly (readonly string[])[]): TagRow | undefined {
  for (const [record, cells] of head.slice(0, MOST_TAG_ROW).entries()) {
    const filled = cells.filter((cell) => cell.trim() !== '').length;
    const tags = cells.map(readTagspec);
    const tagged = tags.filter((tag) => tag !== undefined).length;
    if (tagged > 0 && tagged * 2 >= filled) return { record, tags };
  }
  return undefined;
}

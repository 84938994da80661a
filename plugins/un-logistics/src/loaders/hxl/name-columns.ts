import type { TagRow } from './find-tag-row.ts';
import { type Tagspec, writeTagspec } from './read-tagspec.ts';

export interface NamedColumn {
  readonly name: string;
  readonly tag?: Tagspec;
}

export type Naming = 'tags' | 'headers';

/**
 * Each column under its tagspec, or under its header where it has no tag or headers are asked for: the lowest header row that says
 * something. Without either it is `column_3`. What comes again is numbered: `#affected+f (2)`.
 */
export function nameColumns(head: readonly (readonly string[])[], tagRow: TagRow | undefined, naming: Naming): NamedColumn[] {
  const headers = head.slice(0, tagRow ? tagRow.record : 1);
  const width = Math.max(...head.map((cells) => cells.length));
  const taken = new Set<string>();
  return Array.from({ length: width }, (_, index) => {
    const tag = tagRow?.tags[index];
    const header = headers.findLast((cells) => (cells[index] ?? '').trim() !== '')?.[index];
    const written = header === undefined ? undefined : toName(header);
    const wanted = (tag && naming === 'tags' ? writeTagspec(tag) : (written ?? (tag && writeTagspec(tag)))) || `column_${index + 1}`;
    return { name: makeUnique(wanted, taken), tag };
  });
}

/** On one line, without what no name may hold. */
function toName(header: string): string {
  return header
    .replace(/[\s\0-\x1f\x7f]+/g, ' ')
    .trim()
    .slice(0, 200);
}

function makeUnique(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let number = 2; taken.has(name); number++) name = `${wanted} (${number})`;
  taken.add(name);
  return name;
}

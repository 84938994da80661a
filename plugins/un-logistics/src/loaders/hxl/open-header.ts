import type { FindHeader, HostApi } from '@oads/cli/plugin';
import { findTagRow, MOST_TAG_ROW } from './find-tag-row.ts';
import { type NamedColumn, type Naming, nameColumns } from './name-columns.ts';

export interface HeaderOptions {
  readonly names?: Naming;
  readonly require_tags?: boolean;
}

/** What finds the header of a file; its columns are known once it was called. */
export function openHeader(
  api: HostApi,
  path: string,
  { names = 'tags', require_tags: requireTags }: HeaderOptions,
): { readonly findHeader: FindHeader; readonly columns: readonly NamedColumn[] } {
  const columns: NamedColumn[] = [];
  const findHeader: FindHeader = (head) => {
    const tagRow = findTagRow(head);
    if (!tagRow && requireTags) {
      throw new api.SourceError(
        'OADS_SOURCE_FORMAT',
        `${path}: expected a row of HXL hashtags within the first ${MOST_TAG_ROW}, got none`,
        { hint: 'add a row such as #adm1+name,#date,#value below the header, or leave out require_tags' },
      );
    }
    columns.splice(0, columns.length, ...nameColumns(head, tagRow, names));
    return { names: columns.map(({ name }) => name), records: tagRow ? tagRow.record + 1 : 1 };
  };
  return { findHeader, columns };
}

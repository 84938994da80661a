import type { HostApi, LoadContext, Schema } from '@oads/cli/plugin';
import type { DateFormat } from '../read-date.ts';
import { ColumnJudge } from './column-judge.ts';
import type { NamedColumn } from './name-columns.ts';
import { type HeaderOptions, openHeader } from './open-header.ts';
import { typeOfTag } from './type-of-tag.ts';

/** How the columns of a table are read, the same in every batch. */
export interface Plan {
  /** As the host is to read them: what the contract says, then the hashtag as far as the values agree, then the values. */
  readonly schema: Schema;
  /** Columns of dates that the host reads as text, since they are not written as ISO 8601 has them. */
  readonly written: ReadonlySet<string>;
}

/** Looks at all values of all files. Throws SourceError for a file of other columns than the first. */
export async function planTable(
  api: HostApi,
  files: readonly string[],
  dates: readonly DateFormat[],
  options: HeaderOptions,
  context: LoadContext,
): Promise<Plan> {
  const contracted = new Map(context.contract.map(({ name, type }) => [name, type]));
  const judges = new Map<string, ColumnJudge>();
  let first: readonly NamedColumn[] | undefined;
  for (const path of files) {
    const { findHeader, columns } = openHeader(api, path, options);
    // Columns whose values are hidden are read as text.
    const asText = { ...context, window: undefined, contract: [], hides: () => true, warn: () => {}, expectRows: undefined };
    for await (const batch of api.files.readTable({ path, format: 'csv' }, asText, findHeader)) {
      if (!first) {
        first = [...columns];
        for (const { name, tag } of first) judges.set(name, new ColumnJudge(tag && typeOfTag(tag), dates));
      }
      refuseOthers(api, path, first, columns);
      for (const [name, judge] of judges) if (!contracted.has(name)) judge.see(batch.text(name));
    }
  }
  for (const [name, { odd, expected }] of judges) {
    if (odd === undefined) continue;
    const got = context.hides?.(name) ? '' : `, got ${JSON.stringify(odd.slice(0, 40))}`;
    context.warn(`column "${name}": expected a ${expected} in every cell, as its hashtag says${got}: read as text`);
  }
  const written = new Set([...judges].flatMap(([name, { isWritten }]) => (isWritten && !contracted.has(name) ? [name] : [])));
  const schema = [...judges].map(([name, { type }]) => ({ name, type: contracted.get(name) ?? (written.has(name) ? 'text' : type) }));
  return { schema, written };
}

function refuseOthers(api: HostApi, path: string, first: readonly NamedColumn[], columns: readonly NamedColumn[]): void {
  const width = Math.max(first.length, columns.length);
  const index = Array.from({ length: width }).findIndex((_, at) => first[at]?.name !== columns[at]?.name);
  if (index < 0) return;
  const [got, expected] = [columns, first].map((list) => JSON.stringify(list[index]?.name.slice(0, 60) ?? 'none'));
  throw new api.SourceError(
    'OADS_SOURCE_FORMAT',
    `${path}: expected the columns of the first file, got ${got} as column ${index + 1} instead of ${expected}`,
    { hint: 'read files of other columns in a pipeline of their own' },
  );
}

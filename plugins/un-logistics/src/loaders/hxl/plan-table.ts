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
  /** Those of them that the contract names. */
  readonly contracted: ReadonlySet<string>;
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
  const isTime = (name: string) => ['date', 'timestamp'].includes(contracted.get(name) ?? '');
  const judges = new Map<string, ColumnJudge>();
  let first: readonly NamedColumn[] | undefined;
  for (const path of files) {
    const { findHeader, columns } = openHeader(api, path, options);
    // Columns whose values are hidden are read as text.
    const asText = { ...context, window: undefined, contract: [], hides: () => true, warn: () => {}, expectRows: undefined };
    for await (const batch of api.files.readTable({ path, format: 'csv' }, asText, findHeader)) {
      if (!first) {
        first = [...columns];
        for (const { name, tag } of first) judges.set(name, new ColumnJudge(isTime(name) ? 'date' : tag && typeOfTag(tag), dates));
      }
      refuseOthers(api, path, first, columns);
      for (const [name, judge] of judges) if (isTime(name) || !contracted.has(name)) judge.see(batch.text(name));
    }
  }
  for (const [name, { odd, expected }] of judges) {
    // What is not as the contract has it is for the contract to count.
    if (odd === undefined || contracted.has(name)) continue;
    const got = context.hides?.(name) ? '' : `, got ${JSON.stringify(odd.slice(0, 40))}`;
    context.warn(`column "${name}": expected a ${expected} in every cell, as its hashtag says${got}: read as text`);
  }
  const written = new Set(
    [...judges]
      .filter(([name, { isWritten, hasWritten }]) => (contracted.has(name) ? hasWritten && isTime(name) : isWritten))
      .map(([name]) => name),
  );
  const schema = [...judges].map(([name, { type }]) => ({ name, type: written.has(name) ? 'text' : (contracted.get(name) ?? type) }));
  return { schema, written, contracted: new Set(contracted.keys()) };
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

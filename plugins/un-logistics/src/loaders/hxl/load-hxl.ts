import type { Batch, ColumnType, FindHeader, HostApi, LoadContext, Schema } from '@oads/cli/plugin';
import { type DateFormat, readDate } from '../read-date.ts';
import { findTagRow, MOST_TAG_ROW } from './find-tag-row.ts';
import { type NamedColumn, type Naming, nameColumns } from './name-columns.ts';
import { readDates } from './read-dates.ts';
import { typeOfTag } from './type-of-tag.ts';

export interface HxlOptions {
  readonly path: string | readonly string[];
  readonly names?: Naming;
  readonly require_tags?: boolean;
  readonly dates?: readonly DateFormat[];
}

/** Those that can be meant in one way only. */
const DEFAULT_DATES: readonly DateFormat[] = ['yyyy-mm-dd', 'd-mmm-yy'];

/** How the columns of a table are read: what the standard says they are, as far as their values agree. */
interface Plan {
  readonly schema: Schema;
  /** Dates that are not written as ISO 8601 has them. */
  readonly written: ReadonlySet<string>;
}

/** The rows of all files in their order. A first pass finds out what the columns hold, so that it is the same in every batch. */
export async function* loadHxl(api: HostApi, options: HxlOptions, context: LoadContext): AsyncGenerator<Batch> {
  const files = await api.files.list(options.path, context.baseDir);
  const plan = await planTable(api, files, options, context);
  let rows = 0;
  let empty: Batch | undefined;
  for (const path of files) {
    const { findHeader } = openHeader(api, path, options);
    const reading = { ...context, contract: plan.schema, expectRows: files.length === 1 ? context.expectRows : undefined };
    for await (const batch of api.files.readTable({ path, format: 'csv' }, reading, findHeader)) {
      const read = (plan.written.size === 0 ? batch : readDates(batch, plan.written, options.dates ?? DEFAULT_DATES)).withOffset(rows);
      rows += read.rows;
      if (read.rows > 0) yield read;
      else empty ??= read;
    }
  }
  if (rows === 0 && empty) yield empty;
}

/** The names of the columns are known once the header was looked at. */
function openHeader(
  api: HostApi,
  path: string,
  { names = 'tags', require_tags }: HxlOptions,
): { findHeader: FindHeader; columns: NamedColumn[] } {
  const columns: NamedColumn[] = [];
  const findHeader: FindHeader = (head) => {
    const tagRow = findTagRow(head);
    if (!tagRow && require_tags) {
      throw new api.SourceError(
        'OADS_SOURCE_FORMAT',
        `${path}: expected a row of HXL hashtags within the first ${MOST_TAG_ROW}, got none`,
        {
          hint: 'add a row such as #adm1+name,#date,#value below the header, or leave out require_tags',
        },
      );
    }
    columns.splice(0, columns.length, ...nameColumns(head, tagRow, names));
    return { names: columns.map(({ name }) => name), records: tagRow ? tagRow.record + 1 : 1 };
  };
  return { findHeader, columns };
}

async function planTable(api: HostApi, files: readonly string[], options: HxlOptions, context: LoadContext): Promise<Plan> {
  const contracted = new Map(context.contract.map(({ name, type }) => [name, type]));
  const candidates = new Map<string, ColumnType | undefined>();
  const written = new Set<string>();
  const { dates = DEFAULT_DATES } = options;
  let first: readonly NamedColumn[] | undefined;
  for (const path of files) {
    const { findHeader, columns } = openHeader(api, path, options);
    // Everything as text: what the values are is to be found out for the whole of the files.
    const silent = { ...context, window: undefined, contract: [], hides: () => true, warn: () => {}, expectRows: undefined };
    for await (const batch of api.files.readTable({ path, format: 'csv' }, silent, findHeader)) {
      if (!first) {
        first = [...columns];
        for (const { name, tag } of first) candidates.set(name, contracted.get(name) ?? (tag && typeOfTag(tag)));
      }
      refuseOthers(api, path, first, columns);
      for (const [name, type] of candidates) {
        if (type === undefined || type === 'text' || contracted.has(name)) continue;
        const { dictionary, valid } = batch.text(name);
        const odd = valid?.every((bit) => bit === 0) ? undefined : dictionary.find((text) => !reads(text, type, dates));
        if (odd === undefined) {
          if (type === 'date' && !dictionary.every((text) => ISO_DATE.test(text.trim()))) written.add(name);
          continue;
        }
        candidates.set(name, 'text');
        const got = context.hides?.(name) ? '' : `, got ${JSON.stringify(odd.trim().slice(0, 40))}`;
        context.warn(`${path}: column "${name}": expected a ${type} in every cell, as its hashtag says${got}: read as text`);
      }
    }
  }
  for (const [name, type] of candidates) if (type !== 'date') written.delete(name);
  const schema = [...candidates].flatMap(([name, type]) => (type === undefined || written.has(name) ? [] : [{ name, type }]));
  const asText = [...written].map((name) => ({ name, type: 'text' as const }));
  return { schema: [...schema, ...asText], written };
}

/** As the host reads dates. */
const ISO_DATE = /^(?:\d{4}-\d\d-\d\d)?$/;

function reads(text: string, type: ColumnType, dates: readonly DateFormat[]): boolean {
  const trimmed = text.trim();
  if (trimmed === '') return true;
  if (type === 'date') return readDate(trimmed, dates) !== undefined;
  return /^(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,2})?|nan)$/i.test(trimmed) && trimmed.length <= 100;
}

function refuseOthers(api: HostApi, path: string, first: readonly NamedColumn[], columns: readonly NamedColumn[]): void {
  const index = Array.from({ length: Math.max(first.length, columns.length) }).findIndex((_, at) => first[at]?.name !== columns[at]?.name);
  if (index < 0) return;
  throw new api.SourceError(
    'OADS_SOURCE_FORMAT',
    `${path}: expected the columns of the first file, got ${JSON.stringify(columns[index]?.name ?? 'none')} as column ${index + 1} instead of ${JSON.stringify(first[index]?.name ?? 'none')}`,
    { hint: 'read files of other columns in a pipeline of their own' },
  );
}

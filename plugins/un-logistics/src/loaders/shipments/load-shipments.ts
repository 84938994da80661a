import type { Batch, ColumnType, Field, HostApi, LoadContext, RecordValue, SourceRecord } from '@oads/cli/plugin';
import type { DateFormat } from '../read-date.ts';
import { selectWindow } from '../select-window.ts';
import { type FollowReferences, followReferences } from './follow-references.ts';
import { type ReadCell, readCell } from './read-cell.ts';
import { readTexts, type TextRows, textAt } from './read-texts.ts';
import { type CellKind, noteOf, SHIPMENT_COLUMNS, type ShipmentColumn, sharedOf } from './shipment-columns.ts';

export interface ShipmentsOptions {
  readonly path: string | readonly string[];
  readonly profile?: 'scms';
  readonly columns?: Readonly<Record<string, string>>;
  readonly dates?: readonly DateFormat[];
}

/** A column that the file has, with its header there. */
type Present = ShipmentColumn & { readonly header: string };

const DEFAULT_DATES: readonly DateFormat[] = ['d-mmm-yy', 'm/d/yy', 'yyyy-mm-dd'];
const TYPES: Readonly<Record<CellKind, ColumnType>> = {
  text: 'text',
  code: 'text',
  date: 'date',
  'noted-date': 'date',
  number: 'number',
  figure: 'number',
  'yes-no': 'boolean',
};
const EMPTY: ReadCell = { value: null };

/** The lines of all files in their order. What reads as nothing known is null, and said in `problem`. */
export async function* loadShipments(api: HostApi, options: ShipmentsOptions, context: LoadContext): AsyncGenerator<Batch> {
  const { dates = DEFAULT_DATES } = options;
  if (dates.includes('m/d/yy') && dates.includes('d/m/yy')) {
    throw new api.UsageError('OADS_PLUGIN_OPTIONS', 'expected one order of day and month in `dates`, got both m/d/yy and d/m/yy', {
      hint: 'name the one that the files use',
    });
  }
  const present = choosePresent(api, options);
  const files = await api.files.list(options.path, context.baseDir);
  const silent = { ...context, warn: () => {}, expectRows: undefined };
  const headerOf = (name: string) => present.find((column) => column.name === name)?.header;
  const figures = present.filter(({ kind }) => kind === 'figure');
  const id = headerOf('shipment_id');
  const headers = id === undefined ? [] : [id, headerOf('asn_dn') ?? id, ...figures.map(({ header }) => header)];
  const follow = await followReferences(
    api,
    () => (figures.length > 0 && id !== undefined ? readTexts(api, files, headers, silent) : none()),
    {
      showAsn: !context.hides?.('asn_dn'),
      hasAsn: headerOf('asn_dn') !== undefined,
    },
  );
  const schema = toSchema(present);
  const all = context.window
    ? { ...context, expectRows: undefined }
    : { ...context, expectRows: files.length === 1 ? context.expectRows : undefined };
  const rows = readTexts(
    api,
    files,
    present.map(({ header }) => header),
    all,
  );
  yield* api.recordsToBatches(schema, selectWindow(api, schema, toRecords(rows, present, dates, follow, context), context.window), context);
}

function choosePresent(api: HostApi, { profile, columns }: ShipmentsOptions): Present[] {
  if (profile !== undefined && columns !== undefined) {
    throw new api.UsageError('OADS_PLUGIN_OPTIONS', 'expected `profile` or `columns`, got both', {
      hint: 'leave out the one that is not meant',
    });
  }
  const headerOf = ({ name, scms }: ShipmentColumn) => (columns ? columns[name] : scms);
  return SHIPMENT_COLUMNS.flatMap((column) => {
    const header = headerOf(column)?.trim();
    return header === undefined ? [] : [{ ...column, header }];
  });
}

function toSchema(present: readonly Present[]): Field[] {
  const fields = present.flatMap(({ name, kind }): Field[] => [
    { name, type: TYPES[kind] },
    ...(kind === 'noted-date' || kind === 'figure' ? [{ name: noteOf(name), type: 'text' as const }] : []),
    ...(kind === 'figure' ? [{ name: sharedOf(name), type: 'boolean' as const }] : []),
  ]);
  return [...fields, { name: 'problem', type: 'text' }];
}

async function* none(): AsyncGenerator<TextRows> {}

/** Each distinct text of a batch is read once. */
async function* toRecords(
  batches: AsyncIterable<TextRows>,
  present: readonly Present[],
  dates: readonly DateFormat[],
  follow: FollowReferences,
  { hides }: LoadContext,
): AsyncGenerator<SourceRecord> {
  const idIndex = present.findIndex(({ name }) => name === 'shipment_id');
  const figures = present.filter(({ kind }) => kind === 'figure');
  for await (const { rows, columns } of batches) {
    const cells = columns.map(({ dictionary }, index) => dictionary.map((text) => readCell(text, present[index].kind, dates)));
    for (let row = 0; row < rows; row++) {
      const record: Record<string, RecordValue> = {};
      const problems: string[] = [];
      const own = idIndex < 0 ? null : (textAt(columns[idIndex], row)?.trim() ?? null);
      present.forEach(({ name, kind }, index) => {
        const { codes, valid } = columns[index];
        const { value, note, reference, wrong } = valid?.[row] === 0 ? EMPTY : cells[index][codes[row]];
        const followed = reference && follow(figures.indexOf(present[index]), reference, own);
        record[name] = followed ? followed.value : value;
        if (kind === 'noted-date' || kind === 'figure') record[noteOf(name)] = followed?.note ?? note;
        if (kind === 'figure') record[sharedOf(name)] = typeof followed?.value === 'number';
        if (wrong !== undefined) problems.push(describe(name, wrong, hides?.(name) ? undefined : textAt(columns[index], row)));
      });
      if (problems.length > 0) record.problem = problems.join('; ');
      yield record;
    }
  }
}

function describe(name: string, expected: string, got: string | null | undefined): string {
  return `${name}: expected ${expected}${got ? `, got ${JSON.stringify(got.trim().slice(0, 40))}` : ''}`;
}

import type { Batch, Column, HostApi, LoadContext, Schema } from '@oads/cli/plugin';
import type { GoldenList } from '../golden/golden-list.ts';
import { type ByteSource, openByteSource } from './bytes/byte-source.ts';
import { openRootFile } from './container/open-root-file.ts';
import { Damage, show } from './damage.ts';
import { openTable } from './open-table.ts';
import { type Choice, chooseColumns, type Wishes } from './table/choose-columns.ts';
import type { Chunk, EventTable, TableColumn } from './table/table.ts';
import { toSourceError } from './to-source-error.ts';

/** Which events are kept: those of certified lumisections. */
export interface GoldenFilter {
  readonly list: GoldenList;
  readonly run: string;
  readonly lumisection: string;
}

export interface EventsWish extends Wishes {
  readonly tree?: string;
  /** Entries [from, to), counted over all files. */
  readonly entries?: readonly [from: number, to: number];
  readonly golden?: GoldenFilter;
}

/** The events of files, one after another, as batches; all files must give the same columns. */
export async function* readEvents(
  api: HostApi,
  files: readonly string[],
  wish: EventsWish,
  context: Pick<LoadContext, 'batchRows' | 'signal' | 'warn'>,
  open: (file: string) => Promise<ByteSource> = openByteSource,
): AsyncGenerator<Batch> {
  let schema: Schema | undefined;
  let before = 0;
  let offset = 0;
  for (const file of files) {
    let source: ByteSource | undefined;
    try {
      source = await open(file);
      const table = await openTable(await openRootFile(source), wish.tree);
      const choices = chooseColumns(table, wish);
      if (wish.branches === undefined && table.unsupported.size > 0) context.warn(describeUnsupported(file, table));
      const own = choices.flatMap(({ outputs }) => outputs.map(({ name, type }) => ({ name, type })));
      if (schema) refuseOther(schema, own);
      schema ??= own;
      const from = Math.max((wish.entries?.[0] ?? 0) - before, 0);
      const to = Math.min((wish.entries?.[1] ?? Number.POSITIVE_INFINITY) - before, table.entries);
      for await (const batch of readRange(api, table, choices, schema, from, to, wish.golden, context)) {
        yield batch.withOffset(offset);
        offset += batch.rows;
      }
      before += table.entries;
      await source.close();
      source = undefined;
    } catch (error) {
      throw toSourceError(api, file, error);
    } finally {
      // What went wrong before is what is told.
      await source?.close().catch(() => undefined);
    }
  }
  if (wish.entries && wish.entries[0] >= before) {
    context.warn(`the entries ${wish.entries.join(' to ')} meet none: the files have ${before}`);
  }
  if (offset > 0 || !schema) return;
  const columns = new Map(schema.map(({ name, type }) => [name, emptyColumn(type)]));
  yield api.Batch.fromColumns(schema, columns, 0);
}

async function* readRange(
  api: HostApi,
  table: EventTable,
  choices: readonly Choice[],
  schema: Schema,
  from: number,
  to: number,
  golden: GoldenFilter | undefined,
  { batchRows, signal, warn }: Pick<LoadContext, 'batchRows' | 'signal' | 'warn'>,
): AsyncGenerator<Batch> {
  const place = golden && ([columnOf(table, golden.run), columnOf(table, golden.lumisection)] as const);
  for (let start = from; start < to; start += batchRows) {
    const end = Math.min(start + batchRows, to);
    const columns = new Map<string, Column>();
    for (const { column, outputs } of choices) {
      signal?.throwIfAborted();
      const chunk = await column.read(start, end);
      for (const output of outputs) columns.set(output.name, output.make(chunk, end - start, warn));
    }
    const batch = api.Batch.fromColumns(schema, columns, end - start);
    if (!golden || !place) yield batch;
    else {
      const [runs, lumisections] = [await place[0].read(start, end), await place[1].read(start, end)];
      const certified = batch.select(certify(golden.list, runs, lumisections, end - start));
      if (certified.rows > 0) yield certified;
    }
  }
}

function certify(list: GoldenList, runs: Chunk, lumisections: Chunk, entries: number): Uint8Array {
  return Uint8Array.from({ length: entries }, (_, entry) =>
    list.has(Number(runs.values[entry]), Number(lumisections.values[entry])) ? 1 : 0,
  );
}

function columnOf(table: EventTable, name: string): TableColumn {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (column && column.item === 'integer' && !column.isList && column.width === 1) return column;
  throw new Damage(`expected an integer branch ${show(name)} for the golden JSON, got ${column ? `one of ${column.item}s` : 'none'}`, {
    kind: 'missing',
    hint: 'name the branches of run and lumisection as `run_column` and `ls_column`',
  });
}

function refuseOther(schema: Schema, own: Schema): void {
  const differs = [...schema, ...own].find(({ name, type }) =>
    [schema, own].some((list) => !list.some((field) => field.name === name && field.type === type)),
  );
  if (!differs && schema.length === own.length && schema.every(({ name }, index) => own[index].name === name)) return;
  throw new Damage(`expected the columns of the files before, got others${differs ? `: ${show(differs.name)} differs` : ''}`, {
    kind: 'missing',
    hint: 'name in `branches` what all files have',
  });
}

function describeUnsupported(file: string, { unsupported }: EventTable): string {
  const [first] = unsupported;
  return `${file}: ${unsupported.size} branches are not read, such as ${show(first[0])}: ${first[1]}`;
}

function emptyColumn(type: Schema[number]['type']): Column {
  if (type === 'text') return { type, codes: new Uint32Array(), dictionary: [] };
  if (type === 'integer') return { type, values: new BigInt64Array() };
  if (type === 'boolean') return { type, values: new Uint8Array() };
  return { type, values: new Float64Array() };
}

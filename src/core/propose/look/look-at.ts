import { SourceError, throwIfAborted } from '../../errors.ts';
import type { Batch } from '../../frame/batch.ts';
import { guessType } from '../../frame/read/infer-type.ts';
import type { ColumnType, Schema } from '../../frame/types.ts';
import { ColumnTally } from './column-tally.ts';
import { isTagRow } from './find-tag-row.ts';
import { KeySearch } from './key-search.ts';
import { RowSample } from './row-sample.ts';
import type { TableLook } from './table-look.ts';
import { TimeOrders } from './time-orders.ts';

/** Somewhere that rows come from, as often as is asked. */
export interface LookedAt {
  /** With `asText` the columns that are text in the source come as text, whatever they look like. */
  open(options: { contract: Schema; asText: boolean; skipRows: number }): AsyncIterable<Batch>;
  /** Whether its first row may be something else than data. */
  readonly mayHoldTags: boolean;
}

export interface LookOptions {
  /** Rows after which it is enough. */
  readonly maxRows: number;
  readonly signal?: AbortSignal;
  /** Types that somebody vouches for. */
  readonly contract?: Schema;
  onRows?(rows: number): void;
}

export interface Looked extends TableLook {
  /** Rows below the header that are no data. */
  readonly skipRows: number;
}

/** Reads a table twice: once for its types, once for what is in it. Throws SourceError for a table that cannot be read or has no header. */
export async function lookAt(source: LookedAt, options: LookOptions): Promise<Looked> {
  const { skipRows, schema } = await readTypes(source, options);
  for (let types = schema; ; ) {
    const { look, misfits } = await readValues(source, options, types, skipRows);
    if (misfits.size === 0) return { ...look, skipRows };
    // Looks like one, and is none: a 30 February, a number beyond any double.
    types = types.map(({ name, type }) => ({ name, type: misfits.has(name) ? 'text' : type }));
  }
}

async function readTypes(source: LookedAt, { maxRows, signal, contract = [] }: LookOptions): Promise<{ skipRows: number; schema: Schema }> {
  let skipRows = 0;
  const guesses = new Map<string, ReturnType<typeof guessType>>();
  let schema: Schema | undefined;
  let rows = 0;
  for await (const batch of source.open({ contract: [], asText: true, skipRows: 0 })) {
    throwIfAborted(signal);
    // All of it is text in CSV and NDJSON, where types need all rows.
    const untyped = batch.schema.every(({ type }) => type === 'text');
    if (!schema) {
      if (untyped) refuseHeaderless(batch);
      skipRows = untyped && source.mayHoldTags && isTagRow(batch) ? 1 : 0;
    }
    schema ??= batch.schema;
    for (const { name, type } of batch.schema) {
      if (type !== 'text') continue;
      let guess = guesses.get(name);
      if (!guess) guesses.set(name, (guess = guessType()));
      const { dictionary, codes } = batch.text(name);
      // The tags are values of the first row, and mostly of no other.
      const tag = rows === 0 && skipRows > 0 ? dictionary[codes[0]] : undefined;
      for (const value of dictionary) if (value !== tag) guess.see(value);
    }
    rows += batch.rows;
    if (rows >= maxRows || !untyped) break;
  }
  const known = new Map<string, ColumnType>(contract.map(({ name, type }) => [name, type]));
  const typed = (schema ?? []).map(({ name, type }) => ({
    name,
    type: known.get(name) ?? (type === 'text' ? (guesses.get(name)?.type() ?? type) : type),
  }));
  return { skipRows, schema: typed };
}

async function readValues(
  source: LookedAt,
  { maxRows, signal, onRows, contract = [] }: LookOptions,
  schema: Schema,
  skipRows: number,
): Promise<{ look: TableLook; misfits: ReadonlySet<string> }> {
  const vouched = new Set(contract.map(({ name }) => name));
  const misfits = new Set<string>();
  const tallies = schema.map(({ name, type }) => new ColumnTally(name, type));
  const nativeTypes = new Map<string, ColumnType>();
  const sample = new RowSample();
  const keys = new KeySearch();
  const orders = new TimeOrders(schema.filter(({ type }) => type === 'date' || type === 'timestamp').map(({ name }) => name));
  let rows = 0;
  let complete = true;
  for await (const batch of source.open({ contract: schema, asText: false, skipRows })) {
    throwIfAborted(signal);
    for (const { name, type } of batch.schema) if (!nativeTypes.has(name)) nativeTypes.set(name, type);
    const sampled = sample.choose(rows, batch.rows);
    for (const tally of tallies) {
      const failures = tally.add(batch, sampled);
      const isGuess = nativeTypes.get(tally.name) === 'text' || batch.column(tally.name).type === 'text';
      if (failures > 0 && isGuess && tally.type !== 'text' && !vouched.has(tally.name)) misfits.add(tally.name);
    }
    const kept = sample.thin();
    if (kept) for (const tally of tallies) tally.thin(kept);
    if (misfits.size === 0) {
      keys.add(batch);
      orders.add(batch);
    }
    rows += batch.rows;
    onRows?.(rows);
    if (rows >= maxRows) {
      complete = false;
      break;
    }
  }
  const columns = tallies.map((tally) => tally.finish());
  return { look: { rows, complete, columns, sampleRows: sample.rows, keys: keys.finish(), orders: orders.finish() }, misfits };
}

/** Names that are values: the first row of a file without a header. */
function refuseHeaderless({ schema }: Batch): void {
  const values = schema.filter(({ name }) => {
    const guess = guessType();
    guess.see(name);
    return guess.type() !== 'text';
  });
  if (values.length * 2 < schema.length || values.length === 0) return;
  throw new SourceError(
    'OADS_SOURCE_FORMAT',
    `expected a header, got a first line of values: ${values
      .slice(0, 3)
      .map(({ name }) => JSON.stringify(name.slice(0, 40)))
      .join(', ')}`,
    { hint: 'put a line of column names in front' },
  );
}

import { rm } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, PluginError, UsageError } from '../../errors.ts';
import type { Batch } from '../../frame/batch.ts';
import { type Grouping, inputsOf, type WindowFeature } from '../../profile/feature.ts';
import { PlacedValues } from '../../window/placed-values.ts';
import { visitGroups } from '../../window/visit-groups.ts';
import { computeValues, type DerivedColumn, lacksInputs, type WindowValues } from '../derive-features.ts';
import type { Effects } from '../effects.ts';
import { type ConformedRows, HeldRows } from './held-rows.ts';

export interface WindowOptions {
  /** A directory that is not there yet, for rows that wait; without it none can. */
  readonly scratchDir?: string;
  /** Rows of a stage before, which may bring the values with them. */
  readonly isChained?: boolean;
  readonly effects: Pick<Effects, 'signal' | 'progress'>;
  /** As those of `visitGroups`. */
  readonly memoryRows?: number;
}

export interface RowsWithValues {
  readonly rows: ConformedRows;
  readonly values?: WindowValues;
}

/**
 * Adds the values of window features to the batches of a source, which all wait until the last one is there. Every row that
 * was read takes part, those that a check will set aside included.
 */
export async function* computeWindows(
  batches: AsyncIterable<ConformedRows>,
  derived: readonly DerivedColumn[],
  options: WindowOptions,
): AsyncGenerator<RowsWithValues> {
  const windows = derived.filter(({ feature }) => feature.kind === 'window');
  const { scratchDir, effects } = options;
  let mode: 'wait' | 'carried' | 'lacking' | undefined;
  const held = new HeldRows(path.join(scratchDir ?? '', 'rows'));
  const stores = new Map<string, PlacedValues>();
  try {
    for await (const rows of batches) {
      mode ??= lacksInputs(rows.batch, derived) ? 'lacking' : options.isChained && carriesAll(rows.batch, windows) ? 'carried' : 'wait';
      if (mode === 'lacking') yield { rows };
      else if (mode === 'carried') yield { rows, values: new Map(windows.map(({ name }) => [name, rows.batch.numbers(name)])) };
      else {
        if (scratchDir === undefined) throw cannotWait(windows);
        await held.add(rows);
        effects.progress('load', held.rows);
      }
    }
    if (mode !== 'wait' || scratchDir === undefined) return;
    for (const { name } of windows) stores.set(name, new PlacedValues(held.rows, path.join(scratchDir, `values-${stores.size}`)));
    await fillStores(held, windows, stores, { ...options, scratchDir });
    let before = 0;
    for await (const rows of held.readBack()) {
      const end = before + rows.batch.rows;
      yield { rows, values: new Map([...stores].map(([name, store]) => [name, store.take(before, end)])) };
      before = end;
    }
  } finally {
    held.forget();
    if (scratchDir !== undefined) await rm(scratchDir, { recursive: true, force: true }).catch(() => {});
  }
}

/** For what hands rows on as they come. */
export function refuseWindows(derived: readonly DerivedColumn[]): void {
  const windows = derived.filter(({ feature }) => feature.kind === 'window');
  if (windows.length > 0) throw cannotWait(windows);
}

async function fillStores(
  held: HeldRows,
  windows: readonly DerivedColumn[],
  stores: ReadonlyMap<string, PlacedValues>,
  { scratchDir, effects, memoryRows }: WindowOptions & { scratchDir: string },
): Promise<void> {
  const passes = new Map<string, { grouping: Grouping; columns: DerivedColumn[] }>();
  for (const column of windows) {
    const grouping = groupingOf(column);
    const id = JSON.stringify([grouping.key, grouping.order]);
    const pass = passes.get(id) ?? { grouping, columns: [] };
    pass.columns.push(column);
    passes.set(id, pass);
  }
  const source = { rows: held.rows, read: (columns: readonly string[]) => held.read(columns) };
  for (const { grouping, columns } of passes.values()) {
    const inputs = columns.flatMap(({ feature, options }) => inputsOf(feature, options));
    const visit = {
      key: grouping.key,
      order: grouping.order,
      columns: inputs,
      scratchDir: path.join(scratchDir, 'groups'),
      signal: effects.signal,
      memoryRows,
      onRows: (done: number) => effects.progress('groups', done, held.rows),
    };
    await visitGroups(source, visit, ({ rows, places }) => {
      for (const column of columns) stores.get(column.name)?.put(places, computeValues(column, rows));
    });
  }
}

function groupingOf({ name, feature, options }: DerivedColumn): Grouping {
  const what = `feature "${name}" of plugin "${feature.name.split(':')[0]}"`;
  let grouping: Grouping;
  try {
    grouping = (feature as WindowFeature).group(options);
  } catch (error) {
    if (error instanceof PluginError) throw error;
    throw new PluginError('OADS_PLUGIN_FAILED', `${what} failed: ${messageOf(error)}`, { cause: error });
  }
  const inputs = inputsOf(feature, options);
  const stray = [...grouping.key, ...grouping.order].find((column) => !inputs.includes(column));
  if (stray === undefined) return grouping;
  throw new PluginError('OADS_PLUGIN_FAILED', `${what}: expected the columns of its groups among its inputs, got "${stray}"`);
}

function carriesAll(batch: Batch, windows: readonly DerivedColumn[]): boolean {
  return windows.every(({ name }) => batch.schema.some((field) => field.name === name && field.type !== 'text'));
}

function cannotWait([{ name, feature }]: readonly DerivedColumn[]): UsageError {
  return new UsageError('OADS_USAGE', `feature "${name}" (${feature.name}) needs all rows, and streamed rows go out one by one`, {
    hint: 'add --spool, which keeps the batch in the temporary directory first',
  });
}

import type { Column } from '@oads/cli/plugin';
import type { Chunk, ItemType, TableColumn, Values } from './table.ts';
import { toColumn } from './to-column.ts';

/** What stands for a list: `first3` are its leading three items. */
export const DEFAULT_AGGREGATES: readonly string[] = ['count', 'sum', 'max', 'first3'];

/** A column of the batch that is made of one column of the table. */
export interface Output {
  readonly name: string;
  readonly type: ItemType;
  make(chunk: Chunk, entries: number, warn: (message: string) => void): Column;
}

/** Flat columns as they are, fixed arrays item by item, lists (and long arrays) by their aggregates. */
export function outputsOf({ name, item, isList, width }: TableColumn, aggregates: readonly string[]): Output[] {
  if (!isList && width === 1) return [{ name, type: item, make: ({ values }, _entries, warn) => toColumn(values, item, name, warn) }];
  if (!isList && width <= MOST_ITEMS) return Array.from({ length: width }, (_, index) => itemOf(name, item, width, index));
  return aggregates.flatMap((aggregate) => {
    const [, leading] = /^first(\d*)$/.exec(aggregate) ?? [];
    if (leading !== undefined) return Array.from({ length: Number(leading || 1) }, (_, index) => leadingOf(name, item, width, index));
    if (aggregate === 'count') return [countOf(name, width)];
    return item === 'text' ? [] : [foldOf(name, width, aggregate as Fold)];
  });
}

const MOST_ITEMS = 32;

function itemOf(name: string, item: ItemType, width: number, index: number): Output {
  const own = `${name}_${index}`;
  return {
    name: own,
    type: item,
    make({ values }, entries, warn) {
      return toColumn(
        pick(
          values,
          Uint32Array.from({ length: entries }, (_, entry) => entry * width + index),
        ),
        item,
        own,
        warn,
      );
    },
  };
}

function leadingOf(name: string, item: ItemType, width: number, index: number): Output {
  const own = `${name}_${index}`;
  return {
    name: own,
    type: item,
    make(chunk, entries, warn) {
      const places = new Uint32Array(entries);
      const valid = new Uint8Array(entries);
      eachList(chunk, entries, width, (entry, from, to) => {
        if (from + index >= to) return;
        places[entry] = from + index;
        valid[entry] = 1;
      });
      return toColumn(pick(chunk.values, places), item, own, warn, valid);
    },
  };
}

function countOf(name: string, width: number): Output {
  return {
    name: `${name}_count`,
    type: 'integer',
    make(chunk, entries) {
      const values = new BigInt64Array(entries);
      eachList(chunk, entries, width, (entry, from, to) => {
        values[entry] = BigInt(to - from);
      });
      return { type: 'integer', values };
    },
  };
}

type Fold = 'sum' | 'min' | 'max' | 'mean';

/** As numbers: 64-bit integers beyond 2^53 are rounded. A list without items has the sum 0, and no other aggregate. */
function foldOf(name: string, width: number, fold: Fold): Output {
  return {
    name: `${name}_${fold}`,
    type: 'number',
    make(chunk, entries) {
      const results = new Float64Array(entries);
      const valid = new Uint8Array(entries).fill(1);
      const { values } = chunk;
      eachList(chunk, entries, width, (entry, from, to) => {
        if (from === to && fold !== 'sum') valid[entry] = 0;
        let result = fold === 'min' ? Number.POSITIVE_INFINITY : fold === 'max' ? Number.NEGATIVE_INFINITY : 0;
        for (let at = from; at < to; at++) {
          const value = Number(values[at]);
          // A NaN among the items is the result, whatever the fold.
          if (fold === 'min') result = Math.min(result, value);
          else if (fold === 'max') result = Math.max(result, value);
          else result += value;
        }
        results[entry] = fold === 'mean' ? result / (to - from) : result;
      });
      return { type: 'number', values: results, valid };
    },
  };
}

function eachList({ ends }: Chunk, entries: number, width: number, visit: (entry: number, from: number, to: number) => void): void {
  let from = 0;
  for (let entry = 0; entry < entries; entry++) {
    const to = ends ? ends[entry] : from + width;
    visit(entry, from, to);
    from = to;
  }
}

/** The value under a place that is not there is of no matter: its row is null. */
function pick(values: Values, places: Uint32Array): Values {
  if (Array.isArray(values)) return Array.from(places, (place) => values[place] ?? '');
  const picked = new (values.constructor as new (length: number) => Values)(places.length) as Float64Array;
  if (values.length > 0) for (let row = 0; row < places.length; row++) picked[row] = (values as Float64Array)[places[row]];
  return picked;
}

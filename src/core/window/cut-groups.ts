import { Batch } from '../frame/batch.ts';
import { gatherColumn } from '../frame/select-rows.ts';
import type { Column, Schema, TextColumn } from '../frame/types.ts';
import type { GroupedRows } from './order-rows.ts';
import type { RowChunk } from './row-chunk.ts';

/** All rows of one group, in its order. */
export interface Group {
  readonly rows: Batch;
  /** Of each row: how many rows of the source come before it. */
  readonly places: Float64Array;
}

/** The groups, one after the other. They are views of columns that were put into their order once. */
export function* cutGroups({ places, columns }: RowChunk, { order, starts }: GroupedRows, names: readonly string[]): Generator<Group> {
  const sorted = names.map((name): [string, Column] => [name, gatherColumn(columns.get(name) as Column, order)]);
  const sortedPlaces = new Float64Array(order.length);
  for (let at = 0; at < order.length; at++) sortedPlaces[at] = places[order[at]];
  const schema: Schema = sorted.map(([name, { type }]) => ({ name, type }));
  const cutters = sorted.map(([name, column]): [string, (from: number, to: number) => Column] => [name, cutterOf(column)]);
  for (let group = 0; group + 1 < starts.length; group++) {
    const [from, to] = [starts[group], starts[group + 1]];
    const cut = new Map(cutters.map(([name, cutter]) => [name, cutter(from, to)]));
    yield { rows: Batch.fromColumns(schema, cut, to - from), places: sortedPlaces.subarray(from, to) };
  }
}

function cutterOf(column: Column): (from: number, to: number) => Column {
  if (column.type === 'text') return cutText(column);
  return (from, to) => ({ ...column, values: column.values.subarray(from, to), valid: column.valid?.subarray(from, to) }) as Column;
}

/** Each group gets a dictionary of its own: whoever goes over it goes over the texts of the group. */
function cutText({ codes, dictionary, valid }: TextColumn): (from: number, to: number) => Column {
  /** Of each text: the last group that had it, and its code there. */
  const lastGroup = new Int32Array(dictionary.length).fill(-1);
  const codeThere = new Uint32Array(dictionary.length);
  let group = -1;
  return (from, to) => {
    group++;
    const own = new Uint32Array(to - from);
    const texts: string[] = [];
    for (let row = from; row < to; row++) {
      if (valid && valid[row] === 0) continue;
      const code = codes[row];
      if (lastGroup[code] !== group) {
        lastGroup[code] = group;
        codeThere[code] = texts.push(dictionary[code]) - 1;
      }
      own[row - from] = codeThere[code];
    }
    return { type: 'text', codes: own, dictionary: texts.length === 0 && to > from ? [''] : texts, valid: valid?.subarray(from, to) };
  };
}

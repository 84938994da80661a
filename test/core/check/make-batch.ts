import { Batch } from '../../../src/core/frame/batch.ts';
import type { Column, ColumnType } from '../../../src/core/frame/types.ts';

export type Value = string | number | bigint | boolean | null;

/** A batch from plain values: `makeBatch({ 'delay:number': [1, null], 'carrier:text': ['AA', 'B6'] })`; times as ISO text in UTC. */
export function makeBatch(given: Record<string, readonly Value[]>, offset = 0): Batch {
  const columns = new Map<string, Column>();
  const schema = Object.entries(given).map(([heading, values]) => {
    const [name, type] = heading.split(':') as [string, ColumnType];
    columns.set(name, toColumn(type, values));
    return { name, type };
  });
  return Batch.fromColumns(schema, columns, Object.values(given)[0]?.length ?? 0, offset);
}

function toColumn(type: ColumnType, values: readonly Value[]): Column {
  const valid = values.includes(null) ? Uint8Array.from(values, (value) => (value === null ? 0 : 1)) : undefined;
  switch (type) {
    case 'integer':
      return { type, values: BigInt64Array.from(values, (value) => BigInt(value ?? 0)), valid };
    case 'number':
      return { type, values: Float64Array.from(values, Number), valid };
    case 'boolean':
      return { type, values: Uint8Array.from(values, Number), valid };
    case 'text': {
      const dictionary = [...new Set(values.map((value) => String(value ?? '')))];
      return { type, codes: Uint32Array.from(values, (value) => dictionary.indexOf(String(value ?? ''))), dictionary, valid };
    }
    default:
      return { type, values: Float64Array.from(values, (value) => (value === null ? 0 : Date.parse(String(value)) * 1000)), valid };
  }
}

/** The same rows cut before the given rows, each part with its offset. */
export function cutBatch(given: Record<string, readonly Value[]>, cuts: readonly number[]): Batch[] {
  const rows = Object.values(given)[0]?.length ?? 0;
  const edges = [...new Set([0, ...cuts.filter((cut) => cut > 0 && cut < rows), rows])].sort((a, b) => a - b);
  return edges.slice(0, -1).map((from, index) => {
    const part = Object.entries(given).map(([heading, values]) => [heading, values.slice(from, edges[index + 1])] as const);
    return makeBatch(Object.fromEntries(part), from);
  });
}

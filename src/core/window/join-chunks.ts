import type { Column, ColumnType } from '../frame/types.ts';
import type { RowChunk } from './row-chunk.ts';

/** Chunks of one source, in its order, as one. Only a column without a value may be of another type. */
export function joinChunks(chunks: readonly RowChunk[], names: readonly string[]): RowChunk {
  if (chunks.length === 1) return chunks[0];
  const rows = chunks.reduce((sum, chunk) => sum + chunk.rows, 0);
  const places = new Float64Array(rows);
  eachChunk(chunks, (chunk, at) => places.set(chunk.places, at));
  return { rows, places, columns: new Map(names.map((name) => [name, joinColumn(chunks, name, rows)])) };
}

function joinColumn(chunks: readonly RowChunk[], name: string, rows: number): Column {
  const type = findType(chunks, name);
  let valid: Uint8Array | undefined;
  const known = new Map<string, number>();
  const values = EMPTY[type](rows);
  eachChunk(chunks, (chunk, at) => {
    const column = chunk.columns.get(name) as Column;
    if (column.valid) {
      valid ??= new Uint8Array(rows).fill(1);
      valid.set(column.valid, at);
    }
    // Of another type only where every row is null.
    if (column.type !== type) return;
    if (column.type !== 'text') {
      (values as Float64Array).set(column.values as Float64Array, at);
      return;
    }
    const codes = Uint32Array.from(column.dictionary, (text) => {
      const code = known.get(text) ?? known.size;
      known.set(text, code);
      return code;
    });
    for (let row = 0; row < chunk.rows; row++) (values as Uint32Array)[at + row] = codes[column.codes[row]];
  });
  return (type === 'text' ? { type, codes: values, dictionary: [...known.keys()], valid } : { type, values, valid }) as Column;
}

/** That of the first chunk that has a value: a loosely typed source says nothing of the type of nulls. */
function findType(chunks: readonly RowChunk[], name: string): ColumnType {
  const columns = chunks.map((chunk) => chunk.columns.get(name) as Column);
  return (columns.find(({ valid }) => !valid || valid.includes(1)) ?? columns[0]).type;
}

function eachChunk(chunks: readonly RowChunk[], visit: (chunk: RowChunk, at: number) => void): void {
  let at = 0;
  for (const chunk of chunks) {
    visit(chunk, at);
    at += chunk.rows;
  }
}

const EMPTY: Record<ColumnType, (rows: number) => Float64Array | BigInt64Array | Uint8Array | Uint32Array> = {
  integer: (rows) => new BigInt64Array(rows),
  number: (rows) => new Float64Array(rows),
  boolean: (rows) => new Uint8Array(rows),
  date: (rows) => new Float64Array(rows),
  timestamp: (rows) => new Float64Array(rows),
  text: (rows) => new Uint32Array(rows),
};

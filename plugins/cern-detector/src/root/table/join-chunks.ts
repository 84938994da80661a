import type { Chunk, Values } from './table.ts';

/** The entries [from, to) of a chunk; `width` values each where they are no lists. */
export function sliceChunk({ values, ends }: Chunk, from: number, to: number, width: number): Chunk {
  if (!ends) return { values: values.slice(from * width, to * width) };
  const start = from === 0 ? 0 : ends[from - 1];
  const end = to === 0 ? 0 : ends[to - 1];
  return { values: values.slice(start, end), ends: ends.subarray(from, to).map((at) => at - start) };
}

/** Chunks of one column, one after another. */
export function joinChunks(chunks: readonly Chunk[]): Chunk {
  if (chunks.length === 1) return chunks[0];
  const values = joinValues(chunks.map((chunk) => chunk.values));
  if (!chunks[0].ends) return { values };
  const ends = new Uint32Array(chunks.reduce((sum, chunk) => sum + (chunk.ends?.length ?? 0), 0));
  let entry = 0;
  let before = 0;
  for (const chunk of chunks) {
    for (const end of chunk.ends ?? []) ends[entry++] = before + end;
    before += chunk.values.length;
  }
  return { values, ends };
}

function joinValues(parts: readonly Values[]): Values {
  const [first] = parts;
  if (Array.isArray(first)) return (parts as string[][]).flat();
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const joined = new (first.constructor as new (length: number) => Float64Array)(length);
  let at = 0;
  for (const part of parts as Float64Array[]) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

import path from 'node:path';
import { SourceError, throwIfAborted } from '../errors.ts';
import type { Batch } from '../frame/batch.ts';
import { hashKeys, type KeyHashes } from '../frame/hash-keys.ts';
import type { Column, ColumnType } from '../frame/types.ts';
import { cutGroups, type Group } from './cut-groups.ts';
import { joinChunks } from './join-chunks.ts';
import { orderRows } from './order-rows.ts';
import { PartitionFiles } from './partition-files.ts';
import { batchOf, chunkOf, type RowChunk } from './row-chunk.ts';

export interface GroupedSource {
  /** How many rows the batches hold. */
  readonly rows: number;
  /** The rows in the order of the source, as often as asked; a batch's offset is the number of rows before it. */
  read(columns: readonly string[]): AsyncIterable<Batch>;
}

export interface VisitOptions {
  readonly key: readonly string[];
  readonly order: readonly string[];
  /** What a visitor sees of each group, besides its key and order. */
  readonly columns: readonly string[];
  /** A directory that is not there yet, for what does not fit into memory; without it all rows are held. */
  readonly scratchDir?: string;
  readonly signal?: AbortSignal;
  /** More rows than this are parted on disk. */
  readonly memoryRows?: number;
  /** Rows of groups that were visited. */
  onRows?(done: number): void;
}

/** With ten columns some 50 MB. */
const MEMORY_ROWS = 1 << 18;
const PART_BITS = 6;
const PARTS = 1 << PART_BITS;
const MAX_DEPTH = 4;
/** So that a signal is heard within a second, whatever a visitor does with a group. */
const GROUPS_BETWEEN_PAUSES = 512;
const ROWS_BETWEEN_PAUSES = 1 << 16;

/**
 * Visits each group of rows with equal key whole and in its order; rows with a null in the key are in none. What the visitor
 * sees does not depend on where batches end. Memory is a part of `memoryRows` rows, or the largest group if that has more.
 */
export async function visitGroups(source: GroupedSource, options: VisitOptions, visit: (group: Group) => void): Promise<void> {
  const names = [...new Set([...options.key, ...options.order, ...options.columns])];
  const state = { done: 0, sinceRows: 0, sinceGroups: 0 };
  const chunks = chunksOf(source.read(names), options, names);
  await visitPart({ rows: source.rows, chunks }, 0, options.scratchDir);

  async function visitPart(part: { rows: number; chunks: AsyncIterable<RowChunk> }, depth: number, dir: string | undefined): Promise<void> {
    const fits = part.rows <= (options.memoryRows ?? MEMORY_ROWS) || options.key.length === 0;
    if (fits || dir === undefined || depth === MAX_DEPTH) return visitRows(part.chunks);
    const files = new PartitionFiles(dir);
    try {
      for await (const chunk of part.chunks) await partRows(chunk, depth, options.key, files);
      const parts = await files.close();
      for (const [index, { rows, read }] of parts.entries()) {
        // A part that all rows are in is a single key, or may as well be.
        const next = parts.length === 1 ? MAX_DEPTH : depth + 1;
        await visitPart({ rows, chunks: read() }, next, path.join(dir, `of-${index}`));
      }
    } finally {
      await files.remove();
    }
  }

  async function visitRows(chunks: AsyncIterable<RowChunk>): Promise<void> {
    const held: RowChunk[] = [];
    for await (const chunk of chunks) if (chunk.rows > 0) held.push(chunk);
    if (held.length === 0) return;
    const joined = joinChunks(held, names);
    held.length = 0;
    const ordered = orderRows(joined, options.key, options.order);
    await pause();
    for (const group of cutGroups(joined, ordered, names)) {
      visit(group);
      state.done += group.rows.rows;
      state.sinceRows += group.rows.rows;
      if (++state.sinceGroups >= GROUPS_BETWEEN_PAUSES || state.sinceRows >= ROWS_BETWEEN_PAUSES) await pause();
    }
    await pause();
  }

  /** A signal is delivered only where nothing runs. */
  async function pause(): Promise<void> {
    state.sinceRows = 0;
    state.sinceGroups = 0;
    await new Promise(setImmediate);
    throwIfAborted(options.signal);
    options.onRows?.(state.done);
  }
}

async function* chunksOf(batches: AsyncIterable<Batch>, { signal }: VisitOptions, names: readonly string[]): AsyncGenerator<RowChunk> {
  const types = new Map<string, ColumnType>();
  for await (const batch of batches) {
    throwIfAborted(signal);
    const chunk = chunkOf(
      batch,
      names,
      Uint32Array.from({ length: batch.rows }, (_, row) => row),
    );
    for (const [name, column] of chunk.columns) refuseOtherType(types, name, column);
    yield chunk;
  }
}

/** A loosely typed source may call a value a number in one batch and a text in another: they would be in two groups. */
function refuseOtherType(types: Map<string, ColumnType>, name: string, { type, valid }: Column): void {
  if (valid && !valid.includes(1)) return;
  const known = types.get(name) ?? type;
  types.set(name, known);
  if (known === type) return;
  throw new SourceError('OADS_COLUMN_TYPE', `expected column "${name}" to be of one type in all rows, got ${known} and ${type}`, {
    hint: `give "${name}" its type in the contract`,
  });
}

/** Rows of equal key go into the same file, those without one into none. Each depth looks at bits of its own. */
async function partRows(chunk: RowChunk, depth: number, key: readonly string[], files: PartitionFiles): Promise<void> {
  const batch = batchOf(chunk);
  const hashes: KeyHashes = hashKeys(batch, key);
  const shift = 32 - PART_BITS * (depth + 1);
  const partOf = (row: number) => (hashes.first[row] >>> shift) & (PARTS - 1);
  const starts = new Uint32Array(PARTS + 1);
  for (let row = 0; row < chunk.rows; row++) if (hashes.missing?.[row] !== 1) starts[partOf(row) + 1]++;
  for (let part = 0; part < PARTS; part++) starts[part + 1] += starts[part];
  const next = starts.slice();
  const indexes = new Uint32Array(starts[PARTS]);
  for (let row = 0; row < chunk.rows; row++) if (hashes.missing?.[row] !== 1) indexes[next[partOf(row)]++] = row;
  const names = [...chunk.columns.keys()];
  for (let part = 0; part < PARTS; part++) {
    const own = indexes.subarray(starts[part], starts[part + 1]);
    if (own.length === 0) continue;
    await files.write(part, { ...chunkOf(batch, names, own), places: Float64Array.from(own, (row) => chunk.places[row]) });
  }
}

/** The values of one item type, as they are stored. Booleans are bytes, marked as such by their column. */
export type Values =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array
  | string[];

export type ItemType = 'integer' | 'number' | 'boolean' | 'text';

/** The values of some entries, one entry after another; of lists also where each ends: entry i is [ends[i - 1] or 0, ends[i]). */
export interface Chunk {
  readonly values: Values;
  readonly ends?: Uint32Array;
}

/** One branch of a tree, or one field of an RNTuple. */
export interface TableColumn {
  readonly name: string;
  readonly item: ItemType;
  /** `list`: each entry has any number of items; else each has `width` of them, one or a fixed array. */
  readonly isList: boolean;
  readonly width: number;
  /** The entries [from, to). Calls go forward. */
  read(from: number, to: number): Promise<Chunk>;
}

/** A TTree or an RNTuple: entries, and columns that are read one at a time. */
export interface EventTable {
  readonly path: string;
  readonly entries: number;
  readonly columns: readonly TableColumn[];
  /** Columns that are not read, with the reason. */
  readonly unsupported: ReadonlyMap<string, string>;
}

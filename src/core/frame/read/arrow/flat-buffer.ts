/** Where field `index` of a FlatBuffers table is, 0 if the table leaves it out. */
export function fieldAt(bytes: Buffer, table: number, index: number): number {
  const vtable = table - bytes.readInt32LE(table);
  const slot = 4 + 2 * index;
  if (slot >= bytes.readUInt16LE(vtable)) return 0;
  const offset = bytes.readUInt16LE(vtable + slot);
  return offset === 0 ? 0 : table + offset;
}

/** Where the table is that field `index` refers to, 0 if there is none. */
export function tableAt(bytes: Buffer, table: number, index: number): number {
  const field = fieldAt(bytes, table, index);
  return field === 0 ? 0 : field + bytes.readUInt32LE(field);
}

export function int64At(bytes: Buffer, table: number, index: number): number {
  const field = fieldAt(bytes, table, index);
  return field === 0 ? 0 : Number(bytes.readBigInt64LE(field));
}

/** Where each item of the vector in field `index` is; none if the table leaves it out. */
export function itemsAt(bytes: Buffer, table: number, index: number, itemBytes: number): number[] {
  const vector = tableAt(bytes, table, index);
  if (vector === 0) return [];
  const length = bytes.readUInt32LE(vector);
  if (vector + 4 + length * itemBytes > bytes.length) throw new RangeError(`${length} items, which end after the metadata`);
  return Array.from({ length }, (_, item) => vector + 4 + item * itemBytes);
}

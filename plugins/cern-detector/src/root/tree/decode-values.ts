import type { Values } from '../table/table.ts';
import type { ItemKind } from './item-kinds.ts';

/** Big-endian values of one kind, `stride` bytes from one entry's to the next, `width` in each. */
export function decodeValues(bytes: Uint8Array, kind: ItemKind, entries: number, width = 1, at = 0, stride = kind.bytes * width): Values {
  const values = kind.make(entries * width);
  if (Array.isArray(values) || entries === 0) return values;
  const raw = new Uint8Array(values.buffer);
  const size = kind.bytes;
  let to = 0;
  for (let entry = 0; entry < entries; entry++) {
    let from = at + entry * stride;
    for (let item = 0; item < width; item++, from += size, to += size) {
      for (let byte = 0; byte < size; byte++) raw[to + size - 1 - byte] = bytes[from + byte];
    }
  }
  if (kind.item === 'boolean') for (let index = 0; index < raw.length; index++) if (raw[index] !== 0) raw[index] = 1;
  return values;
}

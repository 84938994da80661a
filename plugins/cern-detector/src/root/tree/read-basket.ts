import { BigEndian } from '../bytes/big-endian.ts';
import type { ByteSource } from '../bytes/byte-source.ts';
import { parseKey } from '../container/read-key.ts';
import { Damage } from '../damage.ts';
import { LIMITS } from '../limits.ts';
import { unzip } from '../unzip/unzip.ts';
import type { BasketPlace } from './describe-tree.ts';

/** The bytes of a basket's entries, and where each entry ends in them, if the basket says so. */
export interface Basket {
  readonly data: Uint8Array;
  readonly ends?: Uint32Array;
}

export async function readBasket(source: ByteSource, place: BasketPlace, what: string): Promise<Basket> {
  const entries = place.to - place.from;
  if (place.held) {
    const { data, offsets } = place.held;
    if (place.held.entries !== entries) throw new Damage(`${what}: expected ${entries} entries in a basket, got ${place.held.entries}`);
    return { data, ends: offsets && toEnds(offsets, data.length, what) };
  }
  const raw = await source.read(place.seek, place.bytes);
  const record = new BigEndian(raw, what);
  const key = parseKey(record, what);
  // TBasket's own header follows its key and counts as part of it.
  record.skip(2);
  record.skip(4);
  if (record.i32() < 0) record.skip(1);
  const declared = record.i32();
  const last = record.i32();
  if (key.bytes > raw.length || declared !== entries || key.objectBytes > LIMITS.basketBytes) {
    throw new Damage(
      `${what}: a basket of ${key.bytes} bytes (${key.objectBytes} unpacked) with ${declared} entries, expected ${raw.length} bytes and ${entries} entries`,
    );
  }
  const unpacked = unzip(raw.subarray(key.keyBytes, key.bytes), key.objectBytes, what);
  const border = last - key.keyBytes;
  if (border < 0 || border > unpacked.length)
    throw new Damage(`${what}: the values of a basket end at ${border} of ${unpacked.length} bytes`);
  const data = unpacked.subarray(0, border);
  if (unpacked.length - border < 4) return { data };
  const places = new BigEndian(unpacked, what, border);
  const count = places.u32();
  if (count < entries || count > places.left / 4) throw new Damage(`${what}: ${count} places for ${entries} entries`);
  const offsets = new Int32Array(entries);
  for (let index = 0; index < entries; index++) offsets[index] = places.i32() - key.keyBytes;
  return { data, ends: toEnds(offsets, border, what) };
}

function toEnds(starts: Int32Array, length: number, what: string): Uint32Array {
  const ends = new Uint32Array(starts.length);
  for (let index = 0; index < starts.length; index++) {
    const end = index + 1 < starts.length ? starts[index + 1] : length;
    if (starts[index] < 0 || end < starts[index] || end > length || (index === 0 && starts[0] !== 0)) {
      throw new Damage(`${what}: entry ${index} of a basket is at bytes ${starts[index]} to ${end} of ${length}`);
    }
    ends[index] = end;
  }
  return ends;
}

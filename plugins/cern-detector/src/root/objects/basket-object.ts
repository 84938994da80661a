import type { TBuffer } from 'jsroot/io';
import { BigEndian } from '../bytes/big-endian.ts';
import { Damage } from '../damage.ts';

/** A basket that stands in the tree's own record: one that was still being filled when the tree was written. */
export interface HeldBasket {
  readonly entries: number;
  /** The values, one entry after another. */
  readonly data: Uint8Array;
  /** Where each entry starts in `data`, for entries of varying length. */
  readonly offsets?: Int32Array;
}

/** TBasket::Streamer: its key, its sizes, then (by the flag) the places of entries and the buffer, which repeats the key. */
export function readBasketObject(buffer: TBuffer, bytes: Uint8Array): HeldBasket | undefined {
  const what = 'a basket within the tree';
  const record = new BigEndian(bytes, what, buffer.o);
  record.skip(4);
  const keyVersion = record.u16();
  record.skip(8);
  const keyBytes = record.u16();
  record.skip(2);
  record.skip(keyVersion > 1000 ? 16 : 8);
  for (let texts = 0; texts < 3; texts++) record.text();
  const version = record.u16();
  record.skip(4);
  if (record.i32() < 0) record.skip(1);
  const entries = record.i32();
  const last = record.i32();
  const flag = record.u8();
  let offsets: Int32Array | undefined;
  let data: Uint8Array | undefined;
  if (flag !== 0) {
    if (entries < 0 || entries > bytes.length) throw new Damage(`${what}: declares ${entries} entries`);
    if (flag % 10 !== 2 && entries > 0) offsets = readPlaces(record, entries, keyBytes, flag > 20 && flag < 40);
    if (flag > 40) record.skip(record.u32() * 4);
    if (flag === 1 || flag > 10) {
      const size = version <= 1 ? record.i32() : last;
      if (size < keyBytes) throw new Damage(`${what}: ${size} bytes with a key of ${keyBytes}`);
      data = Uint8Array.from(record.bytes(size).subarray(keyBytes));
    }
  }
  buffer.o = record.at;
  return data && entries > 0 ? { entries, data, offsets } : undefined;
}

function readPlaces(record: BigEndian, entries: number, keyBytes: number, hasDisplacement: boolean): Int32Array {
  const count = record.u32();
  if (count < entries || count * 4 > record.left) throw new Damage(`a basket within the tree: ${count} places for ${entries} entries`);
  const places = new Int32Array(entries);
  for (let index = 0; index < count; index++) {
    const place = record.i32() & (hasDisplacement ? 0x00ffffff : -1);
    if (index < entries) places[index] = place - keyBytes;
  }
  return places;
}

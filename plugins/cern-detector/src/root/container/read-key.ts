import { BigEndian } from '../bytes/big-endian.ts';
import type { ByteSource } from '../bytes/byte-source.ts';
import { Damage, show } from '../damage.ts';
import { LIMITS } from '../limits.ts';
import { unzip } from '../unzip/unzip.ts';

/** What TKey says of an object: where it is and how long, packed and unpacked. */
export interface Key {
  readonly className: string;
  readonly name: string;
  readonly title: string;
  readonly cycle: number;
  readonly seek: number;
  /** With the key's own header. */
  readonly bytes: number;
  readonly keyBytes: number;
  readonly objectBytes: number;
}

export function parseKey(record: BigEndian, what: string): Key {
  const bytes = record.i32();
  const version = record.u16();
  const objectBytes = record.u32();
  record.skip(4);
  const keyBytes = record.u16();
  const cycle = record.u16();
  const isLarge = version > 1000;
  const seek = record.place(isLarge);
  record.place(isLarge);
  const key = { bytes, objectBytes, keyBytes, cycle, seek, className: record.text(), name: record.text(), title: record.text() };
  if (bytes < keyBytes || keyBytes < 18) {
    throw new Damage(`${what}: the key ${show(key.name)} declares ${bytes} bytes, of which ${keyBytes} are its header`);
  }
  return key;
}

/** The object of a key, unpacked. */
export async function readObjectBytes(source: ByteSource, key: Key, what: string): Promise<Uint8Array> {
  if (key.objectBytes > LIMITS.objectBytes) {
    throw new Damage(`${what}: declares ${key.objectBytes} bytes, at most ${LIMITS.objectBytes} are read`);
  }
  return unzip(await source.read(key.seek + key.keyBytes, key.bytes - key.keyBytes), key.objectBytes, what);
}

/** The key that stands at a place of the file. */
export async function readKeyAt(source: ByteSource, seek: number, bytes: number, what: string): Promise<Key> {
  const key = parseKey(new BigEndian(await source.read(seek, bytes), what), what);
  return { ...key, seek };
}

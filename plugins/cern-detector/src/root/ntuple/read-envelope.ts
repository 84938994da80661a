import type { ByteSource } from '../bytes/byte-source.ts';
import { LittleEndian } from '../bytes/little-endian.ts';
import { Damage } from '../damage.ts';
import { LIMITS } from '../limits.ts';
import { hashXxh3 } from '../unzip/checksums.ts';
import { unzip } from '../unzip/unzip.ts';

export interface Locator {
  readonly offset: number;
  /** Bytes in the file. */
  readonly bytes: number;
}

export interface Envelope {
  /** Behind the envelope's type and length. */
  readonly body: LittleEndian;
  /** The XXH3 at its end. Header, footer and page lists name that of the header. */
  readonly checksum: bigint;
}

/** An envelope (types: 1 header, 2 footer, 3 page list), unpacked. */
export async function readEnvelope(source: ByteSource, place: Locator, length: number, type: number, what: string): Promise<Envelope> {
  if (length > LIMITS.envelopeBytes || length < 16) {
    throw new Damage(`${what}: declares ${length} bytes, expected 16 to ${LIMITS.envelopeBytes}`);
  }
  const bytes = unzip(await source.read(place.offset, place.bytes), length, what);
  const body = new LittleEndian(bytes, what);
  const word = body.u64();
  const declared = Number(word >> 16n);
  if (Number(word & 0xffffn) !== type || declared !== length) {
    throw new Damage(`${what}: expected an envelope of type ${type} and ${length} bytes, got type ${word & 0xffffn} and ${declared}`);
  }
  const checksum = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(length - 8, true);
  if (hashXxh3(bytes.subarray(0, length - 8)) !== checksum) throw new Damage(`${what}: its checksum is another: some of its bytes changed`);
  return { body, checksum };
}

/** Places in the same file: a 32-bit size and an offset, or (type 1) a 64-bit size and an offset. */
export function parseLocator(body: LittleEndian, what: string): Locator {
  const head = body.i32();
  if (head >= 0) return { bytes: head, offset: body.count() };
  const type = (head >>> 24) & 0x7f;
  if (type !== 1) throw new Damage(`${what}: expected a place in the file, got a locator of type ${type}`, { kind: 'unsupported' });
  const bytes = body.count();
  return { bytes, offset: body.count() };
}

export function refuseFeatures(body: LittleEndian, what: string): void {
  while (true) {
    const flags = body.i64();
    if ((flags & 0x7fffffffffffffffn) !== 0n) {
      throw new Damage(`${what}: needs features that are not read (flags ${flags & 0x7fffffffffffffffn})`, { kind: 'unsupported' });
    }
    if (flags >= 0n) return;
  }
}

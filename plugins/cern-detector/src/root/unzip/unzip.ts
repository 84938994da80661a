import { inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { Damage } from '../damage.ts';
import { LIMITS } from '../limits.ts';
import { hashXxh64 } from './checksums.ts';
import { unpackLz4 } from './lz4.ts';
import { unpackXz } from './xz.ts';

const HEADER = 9;

/**
 * Unpacks ROOT's chain of compressed blocks to exactly `length` bytes. Each block says its method, its packed and its
 * unpacked length (3 bytes each); both are checked before anything is allocated.
 */
export function unzip(packed: Uint8Array, length: number, what: string): Uint8Array {
  if (packed.length === length) return packed;
  refuseBomb(packed.length, length, what);
  const unpacked = new Uint8Array(length);
  let from = 0;
  let to = 0;
  while (to < length) {
    if (from + HEADER > packed.length) throw new Damage(`${what}: compressed data end after ${to} of ${length} bytes`);
    const method = String.fromCharCode(packed[from], packed[from + 1]);
    const size = packed[from + 3] | (packed[from + 4] << 8) | (packed[from + 5] << 16);
    const expected = packed[from + 6] | (packed[from + 7] << 8) | (packed[from + 8] << 16);
    const end = from + HEADER + size;
    if (end > packed.length || to + expected > length || expected === 0) {
      throw new Damage(`${what}: a compressed block of ${size} bytes for ${expected} does not fit (${packed.length} for ${length})`);
    }
    refuseBomb(size, expected, what);
    const block = unpackBlock(method, packed.subarray(from + HEADER, end), expected, what);
    if (block.length !== expected) throw new Damage(`${what}: ${method} block: expected ${expected} bytes, got ${block.length}`);
    unpacked.set(block, to);
    to += expected;
    from = end;
  }
  return unpacked;
}

function unpackBlock(method: string, block: Uint8Array, expected: number, what: string): Uint8Array {
  try {
    switch (method) {
      case 'ZL':
        return inflateSync(block, { maxOutputLength: expected });
      case 'CS':
        // The scheme before 2002: deflate without zlib's frame.
        return inflateRawSync(block, { maxOutputLength: expected });
      case 'ZS':
        return zstdDecompressSync(block, { maxOutputLength: expected });
      case 'L4':
        return unpackLz4(verifyLz4(block), expected);
      case 'XZ':
        return unpackXz(block, expected);
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Damage(`${what}: ${method} block of ${block.length} bytes does not unpack to ${expected}: ${why}`);
  }
  throw new Damage(`${what}: expected a block compressed by ZL, ZS, L4, XZ or CS, got ${JSON.stringify(method)}`);
}

/** The XXH64 of the packed bytes comes first, its highest byte in front. */
function verifyLz4(block: Uint8Array): Uint8Array {
  if (block.length < 8) throw new Error('cut in its checksum');
  const packed = block.subarray(8);
  const declared = Buffer.from(block.buffer, block.byteOffset, 8).readBigUInt64BE();
  if (declared !== hashXxh64(packed)) throw new Error('its checksum is another');
  return packed;
}

function refuseBomb(packed: number, unpacked: number, what: string): void {
  if (unpacked <= 1024 * 1024 + packed * LIMITS.unzipRatio) return;
  throw new Damage(`${what}: ${packed} bytes claim to unpack to ${unpacked}, at most ${LIMITS.unzipRatio} for one are accepted`);
}

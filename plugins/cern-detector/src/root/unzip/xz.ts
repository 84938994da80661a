import { Lzma2 } from './lzma2.ts';

/**
 * The one stream of .xz that ROOT writes for a block (xz-file-format 1.0.4): blocks of LZMA2, no other filter. Checksums
 * are not verified, lengths are.
 */
export function unpackXz(packed: Uint8Array, length: number): Uint8Array {
  const magic = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00];
  if (packed.length < 24 || magic.some((byte, index) => packed[index] !== byte)) throw new Error('no xz stream');
  const checkBytes = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64][packed[7] & 15];
  const unpacked = new Uint8Array(length);
  const decoder = new Lzma2(unpacked);
  let from = 12;
  // A zero instead of a block header's size starts the index.
  while (packed[from] !== 0) {
    if (from >= packed.length) throw new Error('no index at the end');
    const headerEnd = from + (packed[from] + 1) * 4;
    const flags = packed[from + 1];
    if ((flags & 0x3f) !== 0) throw new Error('more than one filter, or reserved flags');
    let at = from + 2;
    // Compressed and uncompressed size are repeated by the data.
    for (const isThere of [flags & 0x40, flags & 0x80]) if (isThere) at = skipVarint(packed, at);
    if (packed[at] !== 0x21) throw new Error('a filter other than LZMA2');
    if (headerEnd > packed.length) throw new Error('cut in a block header');
    const end = decoder.decode(packed, headerEnd);
    // Padded to four bytes, then the check.
    from = headerEnd + Math.ceil((end - headerEnd) / 4) * 4 + checkBytes;
  }
  if (decoder.written !== length) throw new Error(`${decoder.written} bytes`);
  return unpacked;
}

function skipVarint(bytes: Uint8Array, at: number): number {
  let next = at;
  while (next < bytes.length && bytes[next] & 0x80 && next - at < 9) next++;
  return next + 1;
}

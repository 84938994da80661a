/** One LZ4 block (lz4_Block_format.md): literals and copies of what was written, to exactly `length` bytes. */
export function unpackLz4(packed: Uint8Array, length: number): Uint8Array {
  const unpacked = new Uint8Array(length);
  let from = 0;
  let to = 0;
  const more = (start: number): number => {
    let count = start;
    if (start !== 15) return count;
    let byte: number;
    do {
      if (from >= packed.length) throw new Error('cut in a length');
      byte = packed[from++];
      count += byte;
    } while (byte === 255);
    return count;
  };
  while (from < packed.length) {
    const token = packed[from++];
    const literals = more(token >> 4);
    if (from + literals > packed.length || to + literals > length) throw new Error('literals beyond the end');
    unpacked.set(packed.subarray(from, from + literals), to);
    from += literals;
    to += literals;
    // The last sequence has no copy.
    if (from === packed.length) break;
    if (from + 2 > packed.length) throw new Error('cut in an offset');
    const offset = packed[from] | (packed[from + 1] << 8);
    from += 2;
    const count = more(token & 15) + 4;
    if (offset === 0 || offset > to || to + count > length) throw new Error('a copy from outside');
    if (offset >= count) unpacked.copyWithin(to, to - offset, to - offset + count);
    else for (let index = 0; index < count; index++) unpacked[to + index] = unpacked[to - offset + index];
    to += count;
  }
  if (to !== length) throw new Error(`${to} bytes`);
  return unpacked;
}

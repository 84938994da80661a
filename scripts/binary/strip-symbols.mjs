// What `strip -s` does to an executable, without binutils, for any architecture: drops the sections that no running program reads.
const SHF_ALLOC = 2n;
const SHT_NOBITS = 8;
const HEADER_BYTES = 64;

/** Gives the bytes of a 64-bit little-endian ELF without its symbols and debug information. Throws where it is no such file. */
export function stripSymbols(bytes) {
  if (bytes.length < HEADER_BYTES || bytes.readUInt32BE(0) !== 0x7f454c46 || bytes[4] !== 2 || bytes[5] !== 1) {
    throw new Error('expected a 64-bit little-endian ELF file');
  }
  const tableAt = Number(bytes.readBigUInt64LE(40));
  const count = bytes.readUInt16LE(60);
  const namesIndex = bytes.readUInt16LE(62);
  const sections = Array.from({ length: count }, (_, index) => readSection(bytes, tableAt + index * HEADER_BYTES, index));
  // The first is empty, as the format asks.
  const isLoaded = ({ index, flags }) => index === 0 || (flags & SHF_ALLOC) !== 0n;
  const kept = sections.filter((section) => isLoaded(section) || section.index === namesIndex);
  // What is loaded stays where it is; the names of the sections follow it.
  let end = Math.max(
    HEADER_BYTES,
    ...segmentEnds(bytes),
    ...kept.filter(isLoaded).map(({ offset, size, type }) => (type === SHT_NOBITS ? 0 : offset + size)),
  );
  const pieces = [bytes.subarray(0, end)];
  const placed = new Map();
  for (const section of kept) {
    if (isLoaded(section)) {
      placed.set(section.index, section.offset);
      continue;
    }
    const padding = (8 - (end % 8)) % 8;
    pieces.push(Buffer.alloc(padding), bytes.subarray(section.offset, section.offset + section.size));
    placed.set(section.index, end + padding);
    end += padding + section.size;
  }
  const padding = (8 - (end % 8)) % 8;
  pieces.push(Buffer.alloc(padding));
  const newIndex = new Map(kept.map(({ index }, at) => [index, at]));
  const table = Buffer.concat(
    kept.map(({ index, header, type, flags, link, info }) => {
      const copy = Buffer.from(header);
      copy.writeBigUInt64LE(BigInt(placed.get(index)), 24);
      copy.writeUInt32LE(newIndex.get(link) ?? 0, 40);
      // Of relocations, and where the flag says so, `info` is a section's index too.
      if (type === 4 || type === 9 || (flags & 0x40n) !== 0n) copy.writeUInt32LE(newIndex.get(info) ?? 0, 44);
      return copy;
    }),
  );
  pieces.push(table);
  const out = Buffer.concat(pieces);
  out.writeBigUInt64LE(BigInt(end + padding), 40);
  out.writeUInt16LE(kept.length, 60);
  out.writeUInt16LE(newIndex.get(namesIndex), 62);
  return out;
}

function readSection(bytes, at, index) {
  return {
    index,
    header: bytes.subarray(at, at + HEADER_BYTES),
    type: bytes.readUInt32LE(at + 4),
    flags: bytes.readBigUInt64LE(at + 8),
    offset: Number(bytes.readBigUInt64LE(at + 24)),
    size: Number(bytes.readBigUInt64LE(at + 32)),
    link: bytes.readUInt32LE(at + 40),
    info: bytes.readUInt32LE(at + 44),
  };
}

/** Where the parts end that are loaded. */
function segmentEnds(bytes) {
  const at = Number(bytes.readBigUInt64LE(32));
  const size = bytes.readUInt16LE(54);
  return Array.from({ length: bytes.readUInt16LE(56) }, (_, index) => {
    const offset = at + index * size;
    return Number(bytes.readBigUInt64LE(offset + 8)) + Number(bytes.readBigUInt64LE(offset + 32));
  });
}

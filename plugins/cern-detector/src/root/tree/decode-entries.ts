import { Damage } from '../damage.ts';
import type { Chunk, Values } from '../table/table.ts';
import { decodeValues } from './decode-values.ts';
import { type ItemKind, KINDS } from './item-kinds.ts';
import type { BranchLayout } from './lay-out.ts';
import type { Basket } from './read-basket.ts';

/** The entries of a basket, decoded: a chunk for each leaf of the layout, one for other shapes. */
export function decodeEntries({ data, ends }: Basket, layout: BranchLayout, entries: number, what: string): Chunk[] {
  switch (layout.shape) {
    case 'fixed': {
      const stride = layout.leaves.reduce((sum, { kind, width }) => sum + kind.bytes * width, 0);
      if (data.length !== stride * entries) {
        throw new Damage(`${what}: expected ${stride * entries} bytes for ${entries} entries of ${stride}, got ${data.length}`);
      }
      let at = 0;
      return layout.leaves.map(({ kind, width }) => {
        const values = decodeValues(data, kind, entries, width, at, stride);
        at += kind.bytes * width;
        return { values };
      });
    }
    case 'list':
      return [decodeLists(data, endsOf(ends, what), layout.kind, layout.headBytes, what)];
    case 'vector':
      return [decodeVectors(data, endsOf(ends, what), layout.kind, what)];
    case 'text':
      return [{ values: decodeTexts(data, endsOf(ends, what), what) }];
  }
}

function endsOf(ends: Uint32Array | undefined, what: string): Uint32Array {
  if (ends) return ends;
  throw new Damage(`${what}: a basket does not say where its entries are`, {
    kind: 'unsupported',
    hint: 'write the tree without the IO feature kGenerateOffsetMap',
  });
}

function decodeLists(data: Uint8Array, byteEnds: Uint32Array, kind: ItemKind, headBytes: number, what: string): Chunk {
  const ends = new Uint32Array(byteEnds.length);
  let packed = data;
  if (headBytes > 0) packed = new Uint8Array(data.length);
  let from = 0;
  let to = 0;
  for (let entry = 0; entry < byteEnds.length; entry++) {
    const bytes = byteEnds[entry] - from - headBytes;
    if (bytes % kind.bytes !== 0 || bytes < 0) throw new Damage(`${what}: a list of ${bytes} bytes with items of ${kind.bytes}`);
    if (headBytes > 0) packed.set(data.subarray(from + headBytes, byteEnds[entry]), to);
    to += bytes;
    ends[entry] = to / kind.bytes;
    from = byteEnds[entry];
  }
  return { values: decodeValues(packed, kind, to / kind.bytes), ends };
}

/** A streamed container: its length in bytes, a version, how many items, the items. */
function decodeVectors(data: Uint8Array, byteEnds: Uint32Array, kind: ItemKind, what: string): Chunk {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const ends = new Uint32Array(byteEnds.length);
  const packed = new Uint8Array(data.length);
  let from = 0;
  let to = 0;
  for (let entry = 0; entry < byteEnds.length; entry++) {
    const bytes = byteEnds[entry] - from;
    const count = bytes >= 10 ? view.getUint32(from + 6) : 0;
    const declared = bytes >= 10 ? view.getUint32(from) : 0;
    if (bytes < 10 || declared !== 0x40000000 + bytes - 4 || bytes - 10 !== count * kind.bytes) {
      throw new Damage(`${what}: expected a container of ${count} items in ${bytes} bytes`, { kind: 'unsupported' });
    }
    packed.set(data.subarray(from + 10, byteEnds[entry]), to);
    to += count * kind.bytes;
    ends[entry] = to / kind.bytes;
    from = byteEnds[entry];
  }
  return { values: decodeValues(packed, kind, to / kind.bytes), ends };
}

/** A length of one byte (255: four more), then the text; some classes put their length and version (6 bytes) before it. */
function decodeTexts(data: Uint8Array, byteEnds: Uint32Array, what: string): Values {
  const texts = KINDS.text.make(byteEnds.length) as string[];
  let from = 0;
  for (let entry = 0; entry < byteEnds.length; entry++) {
    const bytes = Buffer.from(data.buffer, data.byteOffset + from, byteEnds[entry] - from);
    const hasHead = bytes.length > 6 && bytes.readUInt32BE(0) === 0x40000000 + bytes.length - 4;
    const text = hasHead ? bytes.subarray(6) : bytes;
    const isLong = text[0] === 255 && text.length >= 5;
    const length = isLong ? text.readUInt32BE(1) : (text[0] ?? 0);
    const start = isLong ? 5 : Math.min(1, text.length);
    if (length !== text.length - start) throw new Damage(`${what}: a text of ${length} characters in ${text.length} bytes`);
    texts[entry] = text.toString('utf8', start);
    from = byteEnds[entry];
  }
  return texts;
}

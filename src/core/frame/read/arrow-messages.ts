import type { ByteWindow } from './byte-window.ts';

export type ArrowMessageKind = 'schema' | 'dictionary' | 'batch';

/** One message of the Arrow IPC streaming format, encapsulated as it came. */
export interface ArrowMessage {
  readonly kind: ArrowMessageKind;
  readonly bytes: Buffer;
  /** Rows of a batch, 0 for others. */
  readonly rows: number;
  /** Which dictionary this is, and whether it adds to the former of this id. */
  readonly dictionary?: { readonly id: bigint; readonly delta: boolean };
}

export const ARROW_END_OF_STREAM = Buffer.from('ffffffff00000000', 'hex');

/**
 * The next message of the window, which is advanced beyond it; undefined at the end of the stream. Throws Error where
 * the bytes end early. Source: Arrow Columnar Format, "Encapsulated message format"; Message.fbs.
 */
export async function readArrowMessage(window: ByteWindow): Promise<ArrowMessage | undefined> {
  await ensure(window, 4);
  if (window.length === 0) return undefined;
  await ensure(window, 8, true);
  if (window.bytes.readUInt32LE(0) !== 0xffffffff) throw new Error('no Arrow message where one should start');
  const metadataLength = window.bytes.readInt32LE(4);
  if (metadataLength === 0) {
    window.advance(8);
    return undefined;
  }
  await ensure(window, 8 + metadataLength, true);
  const { bodyLength, ...described } = describe(window.bytes.subarray(8, 8 + metadataLength));
  const length = 8 + metadataLength + bodyLength;
  await ensure(window, length, true);
  const bytes = Buffer.from(window.bytes.subarray(0, length));
  window.advance(length);
  return { ...described, bytes };
}

async function ensure(window: ByteWindow, length: number, required = false): Promise<void> {
  while (window.length < length && !window.ended) await window.read();
  if (required && window.length < length) throw new Error('the stream ends in the middle of a message');
}

/** Reads the few FlatBuffers fields that framing needs. */
function describe(metadata: Buffer): { kind: ArrowMessageKind; rows: number; bodyLength: number; dictionary?: ArrowMessage['dictionary'] } {
  const message = metadata.readUInt32LE(0);
  const type = fieldAt(metadata, message, 1);
  const bodyLength = fieldAt(metadata, message, 3);
  const headerField = fieldAt(metadata, message, 2);
  const header = headerField + (headerField === 0 ? 0 : metadata.readUInt32LE(headerField));
  const body = bodyLength === 0 ? 0 : Number(metadata.readBigInt64LE(bodyLength));
  switch (type === 0 ? 0 : metadata[type]) {
    case 1:
      return { kind: 'schema', rows: 0, bodyLength: body };
    case 2: {
      const id = fieldAt(metadata, header, 0);
      const delta = fieldAt(metadata, header, 2);
      const dictionary = { id: id === 0 ? 0n : metadata.readBigInt64LE(id), delta: delta !== 0 && metadata[delta] === 1 };
      return { kind: 'dictionary', rows: 0, bodyLength: body, dictionary };
    }
    case 3: {
      const rows = fieldAt(metadata, header, 0);
      return { kind: 'batch', rows: rows === 0 ? 0 : Number(metadata.readBigInt64LE(rows)), bodyLength: body };
    }
    default:
      throw new Error('an Arrow message of an unknown kind');
  }
}

/** Where field `index` of a FlatBuffers table is, 0 if the table leaves it out. */
function fieldAt(bytes: Buffer, table: number, index: number): number {
  const vtable = table - bytes.readInt32LE(table);
  const slot = 4 + 2 * index;
  if (slot >= bytes.readUInt16LE(vtable)) return 0;
  const offset = bytes.readUInt16LE(vtable + slot);
  return offset === 0 ? 0 : table + offset;
}

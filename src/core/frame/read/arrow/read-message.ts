import type { ByteWindow } from '../byte-window.ts';
import { checkRecordBatch, recordBatchOf } from './check-record-batch.ts';
import { fieldAt, int64At, tableAt } from './flat-buffer.ts';

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

/** A record batch is held in memory: a longer one was not written by anyone who meant it to be read. */
const MAX_MESSAGE_BYTES = 2 ** 32;

/**
 * The next message of the window, which is advanced beyond it; undefined at the mark that ends the stream. Throws Error
 * where the bytes end without that mark: the format allows it, but then a stream that was cut between two messages would
 * look whole. Source: Arrow Columnar Format, "Encapsulated message format".
 */
export async function readArrowMessage(window: ByteWindow): Promise<ArrowMessage | undefined> {
  await ensure(window, 8, 'before its end mark');
  if (window.bytes.readUInt32LE(0) !== 0xffffffff) throw new Error('no Arrow message where one should start');
  const metadataLength = window.bytes.readInt32LE(4);
  if (metadataLength === 0) {
    window.advance(8);
    return undefined;
  }
  if (metadataLength < 0) throw new Error('an Arrow message of a negative length');
  await ensure(window, 8 + metadataLength, 'in the middle of a message');
  const metadata = Buffer.from(window.bytes.subarray(8, 8 + metadataLength));
  const described = readMetadata(metadata);
  const length = 8 + metadataLength + described.bodyLength;
  if (described.bodyLength < 0 || length > MAX_MESSAGE_BYTES) throw new Error(`an Arrow message of ${length} bytes`);
  await ensure(window, length, 'in the middle of a message');
  const bytes = Buffer.from(window.bytes.subarray(0, length));
  const body = bytes.subarray(8 + metadataLength);
  described.check((offset) => body.subarray(offset, offset + 8));
  window.advance(length);
  const { kind, rows, dictionary } = described;
  return { kind, rows, dictionary, bytes };
}

async function ensure(window: ByteWindow, length: number, where: string): Promise<void> {
  while (window.length < length && !window.ended) await window.read();
  if (window.length < length) throw new Error(`a stream that ends ${where}`);
}

interface Described extends Omit<ArrowMessage, 'bytes'> {
  readonly bodyLength: number;
  /** Throws Error unless the lengths can be true; `readBody` gives eight bytes of the body. */
  check(readBody: (offset: number) => Buffer): void;
}

/** What framing needs of a message's metadata. Throws Error where they are none. Source: Message.fbs. */
export function readMetadata(metadata: Buffer): Described {
  const message = metadata.readUInt32LE(0);
  const type = fieldAt(metadata, message, 1);
  const bodyLength = int64At(metadata, message, 3);
  const header = tableAt(metadata, message, 2);
  const checkIn = (kind: 'dictionary' | 'batch') => (readBody: (offset: number) => Buffer) =>
    checkRecordBatch(metadata, recordBatchOf(metadata, header, kind), bodyLength, readBody);
  switch (type === 0 ? 0 : metadata[type]) {
    case 1:
      return { kind: 'schema', rows: 0, bodyLength, check: () => {} };
    case 2: {
      const id = fieldAt(metadata, header, 0);
      const delta = fieldAt(metadata, header, 2);
      const dictionary = { id: id === 0 ? 0n : metadata.readBigInt64LE(id), delta: delta !== 0 && metadata[delta] === 1 };
      return { kind: 'dictionary', rows: 0, bodyLength, dictionary, check: checkIn('dictionary') };
    }
    case 3:
      return { kind: 'batch', rows: int64At(metadata, header, 0), bodyLength, check: checkIn('batch') };
    default:
      throw new Error('an Arrow message of an unknown kind');
  }
}

import { malformed } from './malformed-stream.ts';

/** Code byte and int32 length, which counts itself. */
const HEADER_BYTES = 5;
/** No message of the server is longer (MaxAllocSize). */
const MAX_LENGTH = 0x3fffffff;

/** Sees one message: its payload is `bytes[start, end)`, `view` lies over the same bytes. Returns true to stop after it. */
export type MessageHandler = (code: number, bytes: Buffer, view: DataView, start: number, end: number) => boolean;

/**
 * Cuts the server's byte stream into protocol messages, in place where a message lies within one chunk.
 * `push` returns the bytes from the stopping message on, undefined as long as there was none.
 */
export function createMessageSplitter(handle: MessageHandler): (chunk: Buffer) => Buffer | undefined {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let wantedBytes = 0;

  return function push(chunk) {
    let at = 0;
    while (heldBytes > 0) {
      const taken = Math.min(wantedBytes - heldBytes, chunk.length - at);
      held.push(chunk.subarray(at, at + taken));
      heldBytes += taken;
      at += taken;
      if (heldBytes < wantedBytes) return undefined;
      const message = Buffer.concat(held, heldBytes);
      const view = viewOf(message);
      wantedBytes = readLength(view, 0) + 1;
      if (heldBytes < wantedBytes) continue;
      held = [];
      heldBytes = 0;
      if (handle(message[0], message, view, HEADER_BYTES, message.length)) return Buffer.concat([message, chunk.subarray(at)]);
    }
    const view = viewOf(chunk);
    while (at + HEADER_BYTES <= chunk.length) {
      const end = at + 1 + readLength(view, at);
      if (end > chunk.length) break;
      if (handle(chunk[at], chunk, view, at + HEADER_BYTES, end)) return chunk.subarray(at);
      at = end;
    }
    if (at < chunk.length) {
      held = [chunk.subarray(at)];
      heldBytes = chunk.length - at;
      wantedBytes = heldBytes < HEADER_BYTES ? HEADER_BYTES : readLength(view, at) + 1;
    }
    return undefined;
  };
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function readLength(view: DataView, at: number): number {
  const length = view.getUint32(at + 1);
  if (length < 4 || length > MAX_LENGTH) throw malformed(`a message of ${length} bytes`);
  return length;
}

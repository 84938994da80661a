import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { itemsAt } from './flat-buffer.ts';
import { readMetadata } from './read-message.ts';

/** Length of the footer, and `ARROW1`. */
const TAIL_BYTES = 10;

/**
 * Throws Error unless the lengths in a file's footer and in all its messages fit the file: Polars believes them, and
 * ends the process where it cannot allocate what they say. The values themselves are not read.
 * Source: Arrow Columnar Format, "IPC File Format"; File.fbs.
 */
export function checkArrowFile(path: string): void {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const read = (offset: number, length: number): Buffer => {
      if (offset < 0 || length < 0 || offset + length > size) throw new Error('a message that lies outside of the file');
      const bytes = Buffer.alloc(length);
      if (readSync(file, bytes, 0, length, offset) < length) throw new Error('a file that shrinks');
      return bytes;
    };
    if (size < 8 + TAIL_BYTES) throw new Error(`a file of ${size} bytes`);
    const tail = read(size - TAIL_BYTES, TAIL_BYTES);
    if (tail.toString('latin1', 4) !== 'ARROW1') throw new Error('a file without its end mark');
    const footerLength = tail.readInt32LE(0);
    const footer = read(size - TAIL_BYTES - footerLength, footerLength);
    const root = footer.readUInt32LE(0);
    for (const block of [...itemsAt(footer, root, 2, 24), ...itemsAt(footer, root, 3, 24)]) {
      checkMessage(
        {
          offset: Number(footer.readBigInt64LE(block)),
          length: footer.readInt32LE(block + 8),
          body: Number(footer.readBigInt64LE(block + 16)),
        },
        read,
      );
    }
  } finally {
    closeSync(file);
  }
}

function checkMessage(block: { offset: number; length: number; body: number }, read: (offset: number, length: number) => Buffer): void {
  const start = read(block.offset, block.length);
  // Before Arrow 0.15 messages started with their length.
  const metadata = start.subarray(start.readUInt32LE(0) === 0xffffffff ? 8 : 4);
  const message = readMetadata(metadata);
  const body = block.offset + block.length;
  if (message.bodyLength !== block.body) throw new Error(`a message of ${message.bodyLength} bytes where the footer says ${block.body}`);
  if (block.body < 0) throw new Error('a message of a negative length');
  read(body + block.body, 0);
  message.check((offset) => read(body + offset, 8));
}

import { type FileHandle, open, stat } from 'node:fs/promises';
import { Damage } from '../damage.ts';

/** Bytes at random places. */
export interface ByteSource {
  readonly size: number;
  /** Exactly `length` bytes; a Damage where the source ends before. */
  read(offset: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

export async function openByteSource(path: string): Promise<ByteSource> {
  // Before it is opened: that of a pipe waits for its writer.
  if (!(await stat(path)).isFile()) {
    throw new Damage('expected a regular file: ROOT files are read at random places', { hint: 'copy it to a file first' });
  }
  const handle = await open(path, 'r');
  const before = await handle.stat();
  return {
    size: before.size,
    read: (offset, length) => readAt(handle, before.size, offset, length),
    async close() {
      const after = await handle.stat().finally(() => handle.close());
      if (after.size !== before.size || after.mtimeMs !== before.mtimeMs) {
        throw new Damage('the file changed while it was read', { hint: 'read it when its writer has closed it' });
      }
    },
  };
}

export function bytesInMemory(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    async read(offset, length) {
      refuseOutside(bytes.length, offset, length);
      return bytes.subarray(offset, offset + length);
    },
    close: async () => {},
  };
}

async function readAt(handle: FileHandle, size: number, offset: number, length: number): Promise<Uint8Array> {
  refuseOutside(size, offset, length);
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, offset + filled);
    if (bytesRead === 0) throw new Damage(`the file ends at byte ${offset + filled}, expected ${length} bytes from ${offset}`);
    filled += bytesRead;
  }
  return bytes;
}

function refuseOutside(size: number, offset: number, length: number): void {
  if (Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0 && offset + length <= size) return;
  throw new Damage(`expected ${length} bytes at byte ${offset}, but the file has ${size}`, {
    hint: 'the file is cut off or damaged: copy it again',
  });
}

import { SourceError } from '../../errors.ts';
import { openBytes } from './open-bytes.ts';

export const MOST_WHOLE_BYTES = 64 * 1024 * 1024;

export interface ReadWholeOptions {
  /** Of the unpacked content; 64 MiB by default. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
}

/** All bytes of a file, unpacked if it is gzip. Throws SourceError as `openBytes`, and where there are more than `maxBytes`. */
export async function readWhole(path: string, { maxBytes = MOST_WHOLE_BYTES, signal }: ReadWholeOptions = {}): Promise<Buffer> {
  const file = await openBytes(path, { signal });
  try {
    const read: Buffer[] = [];
    let length = 0;
    for await (const chunk of file.chunks) {
      length += chunk.length;
      if (length > maxBytes) {
        throw new SourceError('OADS_SOURCE_TOO_LARGE', `${path}: expected at most ${maxBytes} bytes, got more`, {
          hint: file.gzip ? 'unpack it and look at what it holds' : 'split the file',
        });
      }
      read.push(chunk);
    }
    await file.refuseChange(false);
    return Buffer.concat(read, length);
  } finally {
    await file.close();
  }
}

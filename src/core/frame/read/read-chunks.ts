import { throwIfAborted } from '../../errors.ts';
import { openBytes } from './open-bytes.ts';

export interface ReadChunksOptions {
  readonly signal?: AbortSignal;
}

/** The bytes of a file, unpacked if it is gzip, in pieces of at most 4 MiB. Throws SourceError as `openBytes`. */
export async function* readChunks(path: string, { signal }: ReadChunksOptions = {}): AsyncGenerator<Buffer> {
  const file = await openBytes(path, { signal });
  try {
    for await (const chunk of file.chunks) {
      throwIfAborted(signal);
      yield chunk;
    }
    await file.refuseChange(false);
  } finally {
    await file.close();
  }
}

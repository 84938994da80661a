import { constants, createReadStream } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { messageOf, SourceError, systemCode } from '../../errors.ts';

const HEAD_BYTES = 65_536;
const CHUNK_BYTES = 4 * 1024 * 1024;

/** A file's content, unpacked if it is gzip. Nothing is read twice, so that a pipe will do. */
export interface OpenBytes {
  /** The first 64 KiB, or all there is. */
  readonly head: Buffer;
  /** Everything, the head included. To be iterated once. */
  readonly chunks: AsyncIterable<Buffer>;
  readonly gzip: boolean;
  /** False for a pipe or a device, which Polars cannot scan. */
  readonly seekable: boolean;
  close(): void;
}

/** Opens a file for reading. Throws SourceError, with `outage` set where the file is not there. */
export async function openBytes(path: string, chunkBytes = CHUNK_BYTES): Promise<OpenBytes> {
  const info = await stat(path).catch((error) => {
    throw cannotOpen(path, error);
  });
  if (info.isDirectory()) {
    throw new SourceError('OADS_SOURCE_UNREADABLE', `${path}: expected a file, got a directory`, { hint: 'name one file in it' });
  }
  await access(path, constants.R_OK).catch((error) => {
    throw cannotOpen(path, error);
  });

  const file = createReadStream(path, { highWaterMark: chunkBytes });
  const packed = await peek(file, 2, path);
  const gzip = packed.head[0] === 0x1f && packed.head[1] === 0x8b;
  if (!gzip) {
    const { head, chunks } = await peek(packed.chunks, HEAD_BYTES, path);
    return { head: head.subarray(0, HEAD_BYTES), chunks, gzip, seekable: info.isFile(), close: () => file.destroy() };
  }
  const { head, chunks } = await peek(gunzip(packed.chunks, path), HEAD_BYTES, path);
  return { head: head.subarray(0, HEAD_BYTES), chunks, gzip, seekable: false, close: () => file.destroy() };
}

/** Reads until at least `bytes` are in hand; the chunks still begin with them. */
async function peek(source: AsyncIterable<Buffer>, bytes: number, path: string): Promise<{ head: Buffer; chunks: AsyncIterable<Buffer> }> {
  const iterator = source[Symbol.asyncIterator]();
  const read: Buffer[] = [];
  let length = 0;
  const next = async () => {
    try {
      return await iterator.next();
    } catch (error) {
      throw error instanceof SourceError ? error : cannotOpen(path, error);
    }
  };
  while (length < bytes) {
    const { value, done } = await next();
    if (done) break;
    read.push(value);
    length += value.length;
  }
  async function* chunks() {
    try {
      yield* read;
      read.length = 0;
      for (;;) {
        const { value, done } = await next();
        if (done) return;
        yield value as Buffer;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return { head: read.length === 1 ? read[0] : Buffer.concat(read), chunks: chunks() };
}

async function* gunzip(chunks: AsyncIterable<Buffer>, path: string): AsyncGenerator<Buffer> {
  const unpacked = createGunzip({ chunkSize: 1024 * 1024 });
  // What goes wrong on either side reaches the loop below through `unpacked`.
  pipeline(Readable.from(chunks), unpacked, () => {});
  try {
    for await (const chunk of unpacked) yield chunk as Buffer;
  } catch (error) {
    if (error instanceof SourceError) throw error;
    throw new SourceError('OADS_SOURCE_FORMAT', `${path}: expected a whole gzip file, got ${messageOf(error)}`, {
      hint: 'copy the file again: it is cut short or damaged',
      cause: error,
    });
  }
}

function cannotOpen(path: string, error: unknown): SourceError {
  const code = systemCode(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new SourceError('OADS_SOURCE_MISSING', `${path}: no such file`, { hint: 'check the path', outage: true, cause: error });
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new SourceError('OADS_SOURCE_UNREADABLE', `${path}: not allowed to read it`, { hint: 'check the permissions', cause: error });
  }
  return new SourceError('OADS_SOURCE_UNREADABLE', `${path}: ${messageOf(error)}`, { hint: 'check the file and its disk', cause: error });
}

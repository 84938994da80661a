import { type BigIntStats, constants, open as openDescriptor } from 'node:fs';
import { access, type FileHandle, open, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { addAbortSignal, pipeline, Readable } from 'node:stream';
import { promisify } from 'node:util';
import { createGunzip } from 'node:zlib';
import { messageOf, OadsError, SourceError, systemCode, throwIfAborted } from '../../errors.ts';

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
  /**
   * Throws SourceError if the file was written to since it was opened: half of what was read may be of another version.
   * `byPath` where it was opened anew by its path, which by now may name another file.
   */
  refuseChange(byPath: boolean): Promise<void>;
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Bytes per read. */
  readonly chunkBytes?: number;
  /** Ends the wait for a pipe that nobody writes to. */
  readonly signal?: AbortSignal;
}

/** Opens a file for reading. Throws SourceError, with `outage` set where the file is not there. */
export async function openBytes(path: string, options: OpenOptions = {}): Promise<OpenBytes> {
  const info = await stat(path).catch((error) => {
    throw cannotOpen(path, error);
  });
  if (info.isDirectory()) {
    throw new SourceError('OADS_SOURCE_UNREADABLE', `${path}: expected a file, got a directory`, { hint: 'name one file in it' });
  }
  await access(path, constants.R_OK).catch((error) => {
    throw cannotOpen(path, error);
  });
  const file = await (info.isFIFO() ? openPipe(path, options) : openPlain(path, options)).catch((error) => {
    throw cannotOpen(path, error);
  });
  const { refuseChange, close } = file;
  try {
    const unpacked = await unpack(file.bytes, path, options);
    return { ...unpacked, seekable: info.isFile() && !unpacked.gzip, refuseChange, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** As `openBytes`, of a stream that is open already. `name` is for messages. */
export async function openStream(name: string, stream: Readable, options: OpenOptions = {}): Promise<OpenBytes> {
  if (options.signal) addAbortSignal(options.signal, stream);
  const close = async () => {
    stream.destroy();
  };
  try {
    return { ...(await unpack(stream, name, options)), seekable: false, refuseChange: async () => {}, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The head and all bytes, unpacked if they are gzip. */
async function unpack(
  bytes: AsyncIterable<Buffer>,
  name: string,
  options: OpenOptions,
): Promise<Pick<OpenBytes, 'head' | 'chunks' | 'gzip'>> {
  const packed = await peek(bytes, 2, name, options);
  const gzip = packed.head[0] === 0x1f && packed.head[1] === 0x8b;
  const { head, chunks } = await peek(gzip ? gunzip(packed.chunks, name) : packed.chunks, HEAD_BYTES, name, options);
  return { head: head.subarray(0, HEAD_BYTES), chunks, gzip };
}

interface OpenFile extends Pick<OpenBytes, 'refuseChange' | 'close'> {
  readonly bytes: AsyncIterable<Buffer>;
}

async function openPlain(path: string, { chunkBytes = CHUNK_BYTES }: OpenOptions): Promise<OpenFile> {
  const file = await open(path, 'r');
  const before = await file.stat({ bigint: true });
  return {
    // A directory may hold thousands of small files.
    bytes: readAhead(file, before.isFile() ? Math.min(chunkBytes, Math.max(Number(before.size) + 1, HEAD_BYTES)) : chunkBytes),
    refuseChange: async (byPath) => {
      if (!before.isFile()) return;
      const after = await (byPath ? stat(path, { bigint: true }).catch(() => undefined) : file.stat({ bigint: true }));
      const got = describeChange(before, after);
      if (got === undefined) return;
      throw new SourceError('OADS_SOURCE_CHANGED', `${path}: expected a file that stays as it is while it is read, got ${got}`, {
        hint: 'read it when whatever writes it has finished, or let that write to another name and rename it at the end',
      });
    },
    close: () => file.close(),
  };
}

/** One chunk is read while the one before is looked at. Not a stream: to destroy that would close the file, which is asked for its state after. */
async function* readAhead(file: FileHandle, chunkBytes: number): AsyncGenerator<Buffer> {
  const read = () => file.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes, null);
  let next = read();
  try {
    for (;;) {
      const { buffer, bytesRead } = await next;
      if (bytesRead === 0) return;
      next = read();
      next.catch(() => {}); // thrown when its turn comes
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await next.catch(() => {});
  }
}

/** Opening a pipe waits for a writer in a thread that nothing can stop, not even the end of the process: it is polled instead. */
async function openPipe(path: string, { signal }: OpenOptions): Promise<OpenFile> {
  const fd = await promisify(openDescriptor)(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const socket = new Socket({ fd, readable: true, writable: false });
  if (signal) addAbortSignal(signal, socket);
  return {
    bytes: socket,
    refuseChange: async () => {},
    close: async () => {
      socket.destroy();
    },
  };
}

function describeChange(before: BigIntStats, after: BigIntStats | undefined): string | undefined {
  if (!after) return 'it removed';
  if (after.ino !== before.ino || after.dev !== before.dev) return 'another file in its place';
  if (after.size !== before.size) return `${after.size} bytes instead of ${before.size}`;
  return after.mtimeNs === before.mtimeNs ? undefined : 'it written anew';
}

/** Reads until at least `bytes` are in hand; the chunks still begin with them. */
async function peek(
  source: AsyncIterable<Buffer>,
  bytes: number,
  path: string,
  { signal }: OpenOptions,
): Promise<{ head: Buffer; chunks: AsyncIterable<Buffer> }> {
  const iterator = source[Symbol.asyncIterator]();
  const read: Buffer[] = [];
  let length = 0;
  const next = async () => {
    try {
      return await iterator.next();
    } catch (error) {
      throwIfAborted(signal);
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
    if (error instanceof OadsError) throw error;
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

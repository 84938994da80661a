import { closeSync, existsSync, futimesSync, mkdirSync, mkdtempSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import { createZstdDecompress } from 'node:zlib';
import { nameOf, type Payload, type PayloadPart } from './payload.ts';

/** Bytes that are decompressed at a time. */
const CHUNK_BYTES = 1 << 20;

/** Unpacks the whole program below `base` and puts it in its place at once; gives its directory. Leaves nothing where it fails. */
export async function unpack(payload: Payload, base: string, onProgress: (bytes: number) => void = () => {}): Promise<string> {
  const name = nameOf(payload.index);
  const staged = mkdtempSync(path.join(base, `.tmp-${process.pid}-`));
  try {
    for (const dir of directoriesOf(payload)) mkdirSync(path.join(staged, dir), { recursive: true });
    // Each in a thread of its own.
    await Promise.all(
      payload.index.parts.map((part) => unpackPart(payload.readPart(part.name), part, staged, payload.index.mtime, onProgress)),
    );
    return putInPlace(staged, path.join(base, name), payload);
  } catch (error) {
    rmSync(staged, { recursive: true, force: true });
    throw error;
  }
}

/** The first file that is not as it was unpacked, without reading any; undefined where all are. `parts`: those that matter. */
export function findDamage(root: string, { index }: Payload, parts: readonly PayloadPart[]): string | undefined {
  for (const { files } of parts) {
    for (const { path: name, size } of files) {
      const stats = statSync(`${root}/${name}`, { throwIfNoEntry: false });
      if (stats === undefined || stats.size !== size || Math.round(stats.mtimeMs / 1000) !== index.mtime) return name;
    }
  }
  return undefined;
}

function directoriesOf({ index }: Payload): Set<string> {
  return new Set(index.parts.flatMap(({ files }) => files.map((file) => path.posix.dirname(file.path))));
}

async function unpackPart(
  compressed: Uint8Array,
  { name, files }: PayloadPart,
  staged: string,
  mtime: number,
  onProgress: (bytes: number) => void,
): Promise<void> {
  const stream = createZstdDecompress({ chunkSize: CHUNK_BYTES });
  stream.end(compressed);
  let next = 0;
  let left = 0;
  let fd: number | undefined;
  const finish = () => {
    if (fd === undefined) return;
    futimesSync(fd, mtime, mtime);
    closeSync(fd);
    fd = undefined;
  };
  /** Goes on to the next file that holds anything. */
  const advance = () => {
    while (left === 0 && next < files.length) {
      finish();
      const file = files[next++];
      fd = openSync(path.join(staged, file.path), 'wx', 0o644);
      left = file.size;
    }
  };
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      for (let from = 0; from < chunk.length; ) {
        advance();
        if (fd === undefined || left === 0) throw new Error(`part ${name} holds more than its files`);
        const written = writeSync(fd, chunk, from, Math.min(left, chunk.length - from));
        from += written;
        left -= written;
      }
      onProgress(chunk.length);
    }
    advance();
    if (left > 0) throw new Error(`part ${name} ends in the middle of a file`);
    finish();
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** Another process may have been faster: what it put there is as good. */
function putInPlace(staged: string, root: string, payload: Payload): string {
  for (let tries = 0; ; tries++) {
    try {
      renameSync(staged, root);
      return root;
    } catch (error) {
      if (tries > 4 || !existsSync(root)) throw error;
    }
    if (findDamage(root, payload, payload.index.parts) === undefined) {
      rmSync(staged, { recursive: true, force: true });
      return root;
    }
    const old = mkdtempSync(path.join(path.dirname(root), `.old-${process.pid}-`));
    try {
      renameSync(root, path.join(old, 'runtime'));
    } catch {
      // Someone else has moved it away.
    }
    rmSync(old, { recursive: true, force: true });
  }
}

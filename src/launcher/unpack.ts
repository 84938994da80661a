import { chmodSync, closeSync, fchmodSync, futimesSync, linkSync, mkdirSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { DIR_MODE, listDirs, listFiles, modeOf } from './lay-out.ts';
import type { Payload, PayloadPart } from './payload.ts';
import { damagedExecutable, type LauncherProblem } from './problem.ts';

/** Bytes that are decompressed at a time. */
const CHUNK_BYTES = 1 << 20;

export interface UnpackOptions {
  /** The parts to be unpacked: the others are sound in `from`, and are linked from there. All where it is not given. */
  readonly lacking?: readonly PayloadPart[];
  readonly from?: string;
  readonly onProgress?: (bytes: number) => void;
  readonly signal?: AbortSignal;
}

/** Writes the whole program into the new directory `target`. Where it fails, nothing is written any more when it throws. */
export async function unpack(payload: Payload, target: string, options: UnpackOptions = {}): Promise<void> {
  const { parts, mtime } = payload.index;
  const { lacking = parts, from, onProgress, signal } = options;
  for (const dir of listDirs(listFiles(parts))) {
    mkdirSync(path.join(target, dir));
    // Whatever the umask is.
    chmodSync(path.join(target, dir), DIR_MODE);
  }
  if (from !== undefined)
    linkParts(
      from,
      target,
      parts.filter((part) => !lacking.includes(part)),
    );
  const failed = new AbortController();
  const stop = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
  // Each is decompressed in a thread of its own; the first that fails stops the others.
  const work = lacking.map((part) =>
    unpackPart(payload, part, { target, mtime, onProgress, stop }).catch((error: unknown) => failed.abort(error)),
  );
  await Promise.all(work);
  if (stop.aborted) clear(target, parts);
  stop.throwIfAborted();
}

/** By their names: where no more files may be opened, no directory can be listed either. */
function clear(target: string, parts: readonly PayloadPart[]): void {
  try {
    const files = listFiles(parts);
    for (const file of files) rmSync(path.join(target, file), { force: true });
    for (const dir of listDirs(files).reverse()) rmdirSync(path.join(target, dir));
  } catch {
    // What is left is removed with the rest.
  }
}

function linkParts(from: string, target: string, parts: readonly PayloadPart[]): void {
  for (const { files } of parts) for (const file of files) linkSync(path.join(from, file.path), path.join(target, file.path));
}

interface PartOptions {
  readonly target: string;
  readonly mtime: number;
  readonly onProgress?: (bytes: number) => void;
  readonly stop: AbortSignal;
}

async function unpackPart(payload: Payload, part: PayloadPart, { target, mtime, onProgress, stop }: PartOptions): Promise<void> {
  // Loaded here: every other start does without it.
  const stream = process.getBuiltinModule('node:zlib').createZstdDecompress({ chunkSize: CHUNK_BYTES });
  stream.end(payload.readPart(part.name));
  const files = new FileChain(part, target, mtime);
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      stop.throwIfAborted();
      files.write(chunk);
      onProgress?.(chunk.length);
    }
    files.end();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw /^Z(?:STD)?_/.test(code ?? '') ? damagedExecutable(`part ${part.name}: ${message}`) : error;
  } finally {
    files.close();
  }
}

/** The files of a part, written one after the other as its bytes come. */
class FileChain {
  readonly #part: PayloadPart;
  readonly #target: string;
  readonly #mtime: number;
  #next = 0;
  /** Bytes that the open file still lacks. */
  #left = 0;
  #fd: number | undefined;

  constructor(part: PayloadPart, target: string, mtime: number) {
    this.#part = part;
    this.#target = target;
    this.#mtime = mtime;
  }

  write(chunk: Buffer): void {
    for (let from = 0; from < chunk.length; ) {
      this.#advance();
      if (this.#fd === undefined || this.#left === 0) throw this.#isNot('holds more than its files');
      const written = writeSync(this.#fd, chunk, from, Math.min(this.#left, chunk.length - from));
      from += written;
      this.#left -= written;
    }
  }

  end(): void {
    this.#advance();
    if (this.#left > 0) throw this.#isNot('ends in the middle of a file');
    this.#finish();
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  /** Goes on to the next file that holds anything. */
  #advance(): void {
    while (this.#left === 0 && this.#next < this.#part.files.length) {
      this.#finish();
      const { path: name, size } = this.#part.files[this.#next++];
      const mode = modeOf(name);
      this.#fd = openSync(path.join(this.#target, name), 'wx', mode);
      // Whatever the umask is.
      fchmodSync(this.#fd, mode);
      this.#left = size;
    }
  }

  #finish(): void {
    if (this.#fd !== undefined) futimesSync(this.#fd, this.#mtime, this.#mtime);
    this.close();
  }

  #isNot(what: string): LauncherProblem {
    return damagedExecutable(`part ${this.#part.name} ${what}`);
  }
}

import { closeSync, futimesSync, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { RUNNABLE } from './find-damage.ts';
import type { Payload, PayloadPart } from './payload.ts';
import { damagedExecutable, type LauncherProblem } from './problem.ts';

/** Bytes that are decompressed at a time. */
const CHUNK_BYTES = 1 << 20;

export interface UnpackOptions {
  readonly onProgress?: (bytes: number) => void;
  readonly signal?: AbortSignal;
}

/** Writes the whole program into the new directory `target`. Where it fails, nothing is written any more when it throws. */
export async function unpack(payload: Payload, target: string, { onProgress, signal }: UnpackOptions = {}): Promise<void> {
  const { parts, mtime } = payload.index;
  mkdirSync(target, 0o755);
  const dirs = new Set(parts.flatMap(({ files }) => files.map((file) => path.posix.dirname(file.path))));
  for (const dir of dirs) mkdirSync(path.join(target, dir), { recursive: true, mode: 0o755 });
  const failed = new AbortController();
  const stop = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
  // Each is decompressed in a thread of its own; the first that fails stops the others.
  const work = parts.map((part) =>
    unpackPart(payload.readPart(part.name), part, { target, mtime, onProgress, stop }).catch((error: unknown) => failed.abort(error)),
  );
  await Promise.all(work);
  stop.throwIfAborted();
}

interface PartOptions {
  readonly target: string;
  readonly mtime: number;
  readonly onProgress?: (bytes: number) => void;
  readonly stop: AbortSignal;
}

async function unpackPart(compressed: Uint8Array, part: PayloadPart, { target, mtime, onProgress, stop }: PartOptions): Promise<void> {
  // Loaded here: every other start does without it.
  const stream = process.getBuiltinModule('node:zlib').createZstdDecompress({ chunkSize: CHUNK_BYTES });
  stream.end(compressed);
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
      this.#fd = openSync(path.join(this.#target, name), 'wx', name === RUNNABLE ? 0o755 : 0o644);
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

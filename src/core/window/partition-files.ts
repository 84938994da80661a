import { mkdir, open, rm } from 'node:fs/promises';
import path from 'node:path';
import { StoreError, toStoreError } from '../errors.ts';
import { decodeChunk, encodeChunk, type RowChunk } from './row-chunk.ts';

/** Rows of some groups, in the order of the source, in a file. */
export interface PartitionFile {
  readonly rows: number;
  read(): AsyncGenerator<RowChunk>;
}

type FileHandle = Awaited<ReturnType<typeof open>>;

const ELSEWHERE = 'free some space there';

/** Files for the parts of a source, in a directory of their own; `remove` leaves nothing of it. */
export class PartitionFiles {
  readonly #dir: string;
  readonly #handles = new Map<number, FileHandle>();
  readonly #rows = new Map<number, number>();

  constructor(dir: string) {
    this.#dir = dir;
  }

  async write(part: number, chunk: RowChunk): Promise<void> {
    const bytes = encodeChunk(chunk);
    await this.#store(async () => {
      let handle = this.#handles.get(part);
      if (!handle) {
        if (this.#handles.size === 0) await mkdir(this.#dir, { recursive: true, mode: 0o700 });
        handle = await open(this.#pathOf(part), 'wx', 0o600);
        this.#handles.set(part, handle);
      }
      await handle.writeFile(bytes);
    });
    this.#rows.set(part, (this.#rows.get(part) ?? 0) + chunk.rows);
  }

  /** Ends writing; the parts in their order. */
  async close(): Promise<PartitionFile[]> {
    await this.#closeAll();
    const parts = [...this.#rows].sort(([a], [b]) => a - b);
    return parts.map(([part, rows]) => ({ rows, read: () => readChunks(this.#pathOf(part)) }));
  }

  async remove(): Promise<void> {
    await this.#closeAll().catch(() => {});
    await rm(this.#dir, { recursive: true, force: true }).catch(() => {});
  }

  async #closeAll(): Promise<void> {
    const handles = [...this.#handles.values()];
    this.#handles.clear();
    await this.#store(async () => {
      for (const handle of handles) await handle.close();
    });
  }

  async #store(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw toStoreError(error, `rows could not be kept in ${this.#dir}`, ELSEWHERE);
    }
  }

  #pathOf(part: number): string {
    return path.join(this.#dir, `part-${part}`);
  }
}

async function* readChunks(file: string): AsyncGenerator<RowChunk> {
  const handle = await open(file, 'r').catch((error) => {
    throw toStoreError(error, `${file} could not be read back`, ELSEWHERE);
  });
  try {
    const sizes = Buffer.alloc(8);
    for (let at = 0; ; ) {
      const { bytesRead } = await handle.read(sizes, 0, 8, at);
      if (bytesRead === 0) return;
      const [header, body] = [Buffer.allocUnsafe(sizes.readUInt32LE(0)), Buffer.allocUnsafe(sizes.readUInt32LE(4))];
      at += 8;
      for (const part of [header, body]) {
        const got = await handle.read(part, 0, part.length, at);
        if (got.bytesRead !== part.length) throw new StoreError('OADS_STORE_FAILED', `${file} was cut short while it was read back`);
        at += part.length;
      }
      yield decodeChunk(header, body);
    }
  } finally {
    await handle.close();
  }
}

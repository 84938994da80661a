import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Manifest } from '../snapshot/manifest.ts';
import { fitChunk } from './fit-chunk.ts';

/** sha256 and size of every file of a directory, once the disk has it. */
export async function digestFiles(dir: string): Promise<Manifest['files']> {
  const files: Manifest['files'] = {};
  for (const name of (await readdir(dir)).sort()) {
    const file = path.join(dir, name);
    const hash = createHash('sha256');
    const highWaterMark = fitChunk((await stat(file)).size);
    for await (const chunk of createReadStream(file, { highWaterMark })) hash.update(chunk as Buffer);
    const handle = await open(file, 'r+');
    await handle.sync().finally(() => handle.close());
    files[name] = { sha256: hash.digest('hex'), bytes: (await stat(file)).size };
  }
  return files;
}

import { gzipSync } from 'node:zlib';

export interface TarFile {
  readonly name: string;
  readonly content?: string;
  /** By POSIX: `0` a file, `2` a symbolic link, … */
  readonly type?: string;
}

const BLOCK = 512;

/** A tar archive, packed with gzip: what `npm pack` makes, and what it never would. */
export function packTar(files: readonly TarFile[]): Buffer {
  const blocks = files.flatMap(({ name, content = '', type = '0' }) => {
    const bytes = Buffer.from(content);
    return [header(name, bytes.length, type), bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]));
}

function header(name: string, size: number, type: string): Buffer {
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0, 100);
  for (const [at, value] of [
    [100, 0o644],
    [108, 0],
    [116, 0],
    [136, 0],
  ] as const)
    block.write(value.toString(8).padStart(7, '0'), at);
  block.write(size.toString(8).padStart(11, '0'), 124);
  block.write(' '.repeat(8), 148);
  block.write(type, 156);
  block.write('ustar\u000000', 257, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

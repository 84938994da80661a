import { SourceError, throwIfAborted } from '../../errors.ts';
import { openBytes } from './open-bytes.ts';

export interface ReadLinesOptions {
  /** A longer line is a SourceError; 1 MiB by default. */
  readonly maxLineBytes?: number;
  /** `utf8` by default; bytes that are none become U+FFFD. A byte order mark is skipped. */
  readonly encoding?: 'utf8' | 'latin1';
  readonly signal?: AbortSignal;
}

/** Some consecutive lines of a file, without their ends. */
export interface LineBlock {
  /** Number of the first line, from 1. */
  readonly first: number;
  readonly lines: readonly string[];
}

const LF = 0x0a;
const CR = 0x0d;

/** The lines of a text file, gzip or not, block by block; ends are LF, CR LF or CR. Memory: one block of the file and the longest line. */
export async function* readLines(path: string, options: ReadLinesOptions = {}): AsyncGenerator<LineBlock> {
  const { maxLineBytes = 1024 * 1024, encoding = 'utf8', signal } = options;
  const file = await openBytes(path, { signal });
  try {
    let rest: Buffer = Buffer.alloc(0);
    let first = 1;
    let isStart = true;
    const cut = (bytes: Buffer, isLast: boolean): LineBlock => {
      const lines: string[] = [];
      let from = 0;
      for (let at = 0; at < bytes.length; at++) {
        if (bytes[at] !== LF && bytes[at] !== CR) continue;
        // Whether a line feed follows is not known yet.
        if (bytes[at] === CR && at + 1 === bytes.length && !isLast) break;
        if (at - from > maxLineBytes) throw tooLong(path, first + lines.length, maxLineBytes);
        lines.push(bytes.toString(encoding, from, at));
        if (bytes[at] === CR && bytes[at + 1] === LF) at++;
        from = at + 1;
      }
      rest = bytes.subarray(from);
      if (rest.length > maxLineBytes + 1) throw tooLong(path, first + lines.length, maxLineBytes);
      if (isLast && rest.length > 0) lines.push(rest.toString(encoding));
      const block = { first, lines };
      first += lines.length;
      return block;
    };
    for await (const chunk of file.chunks) {
      throwIfAborted(signal);
      let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      if (isStart) {
        if (bytes.length < 3) {
          rest = bytes;
          continue;
        }
        isStart = false;
        if (bytes.readUIntBE(0, 3) === 0xefbbbf) bytes = bytes.subarray(3);
      }
      const block = cut(bytes, false);
      if (block.lines.length > 0) yield block;
    }
    const block = cut(rest, true);
    if (block.lines.length > 0) yield block;
    await file.refuseChange(false);
  } finally {
    await file.close();
  }
}

function tooLong(path: string, line: number, most: number): SourceError {
  return new SourceError('OADS_SOURCE_FORMAT', `${path}: line ${line}: expected at most ${most} bytes in a line, got more`, {
    hint: 'see whether it is a text file of the format that the loader reads',
  });
}

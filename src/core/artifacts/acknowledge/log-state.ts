import { createHash, type Hash } from 'node:crypto';
import type { Acknowledgement } from '../../snapshot/acknowledgement.ts';
import { decodeLine, MAX_LINE_BYTES, markKey, sha256Of } from './acknowledgement-line.ts';

/** So many are told one by one. */
const MAX_PROBLEMS = 20;
const NEWLINE = 10;

/** What the lines of a log come to, taken in one after the other. */
export class LogState {
  lines = 0;
  /** Bytes of whole lines that were taken in. */
  bytes = 0;
  /** sha256 of the last line; null before the first. */
  last: string | null = null;
  /** By `markKey`; withdrawn ones too. What was said last stands last. */
  readonly newest = new Map<string, Acknowledgement>();
  readonly problems: string[] = [];
  /** Problems beyond those. */
  untold = 0;
  readonly #pipeline: string;

  constructor(pipeline: string) {
    this.#pipeline = pipeline;
  }

  /** Takes the whole lines of what follows, chunk by chunk; a line without its end is not taken. Returns how many bytes it has. */
  async takeAll(chunks: AsyncIterable<Buffer>): Promise<number> {
    let rest: Buffer = Buffer.alloc(0);
    /** Of a line that is too long to be kept: hashed as it comes. */
    let long: { hash: Hash; bytes: number } | undefined;
    for await (const chunk of chunks) {
      let from = 0;
      for (let end = chunk.indexOf(NEWLINE, from); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
        const piece = chunk.subarray(from, end);
        if (long) {
          this.#skip(long.bytes + piece.length, long.hash.update(piece).digest('hex'));
          long = undefined;
        } else this.#take(rest.length > 0 ? Buffer.concat([rest, piece]) : piece);
        rest = Buffer.alloc(0);
        from = end + 1;
      }
      const piece = chunk.subarray(from);
      if (long) long = { hash: long.hash.update(piece), bytes: long.bytes + piece.length };
      else rest = rest.length > 0 ? Buffer.concat([rest, piece]) : Buffer.from(piece);
      if (rest.length > MAX_LINE_BYTES) {
        long = { hash: createHash('sha256').update(rest), bytes: rest.length };
        rest = Buffer.alloc(0);
      }
    }
    return long?.bytes ?? rest.length;
  }

  #take(bytes: Buffer): void {
    if (bytes.length > MAX_LINE_BYTES) {
      this.#skip(bytes.length, sha256Of(bytes));
      return;
    }
    this.lines++;
    this.bytes += bytes.length + 1;
    const entry = decodeLine(bytes.toString('utf8'));
    if (!entry) this.#complain('is no acknowledgement as oads writes it: it was altered, or is no line of this log');
    else if (entry.pipeline !== this.#pipeline) this.#complain(`is one of the pipeline ${JSON.stringify(entry.pipeline.slice(0, 80))}`);
    else {
      if (entry.previous !== this.last) this.#complain('does not follow the line before it: lines were altered, removed or put in');
      const key = markKey(entry.input_digest, entry.key);
      this.newest.delete(key);
      this.newest.set(key, entry);
    }
    this.last = sha256Of(bytes);
  }

  #skip(length: number, digest: string): void {
    this.lines++;
    this.bytes += length + 1;
    this.#complain(`is longer than ${MAX_LINE_BYTES} bytes`);
    this.last = digest;
  }

  #complain(what: string): void {
    if (this.problems.length < MAX_PROBLEMS) this.problems.push(`line ${this.lines} ${what}`);
    else this.untold++;
  }
}

import { isUtf8 } from 'node:buffer';
import { messageOf, SourceError, throwIfAborted } from '../../errors.ts';
import type { Batch } from '../batch.ts';
import { loadPolars } from '../polars.ts';
import { ByteWindow } from './byte-window.ts';
import { openJsonDecoder } from './ndjson/decode-values.ts';
import { type JsonScalar, parseJsonLine } from './ndjson/parse-line.ts';
import type { ReadOptions } from './read-options.ts';

const MAX_LINE_BYTES = 64 * 1024 * 1024;

/**
 * Reads one flat JSON object a line; an absent field is null. The columns are the fields of the first batch's objects, in
 * order of appearance. Columns of the contract come in the type their JSON values have, for `castColumn` to convert; the
 * others keep the type that the first batch had, and a value that does not read as it is a SourceError with its line. `name` is for messages.
 */
export async function* readNdjson(name: string, chunks: AsyncIterable<Buffer>, options: ReadOptions): AsyncGenerator<Batch> {
  await loadPolars();
  const window = new ByteWindow(chunks);
  const decoder = openJsonDecoder(options);
  const values = new Map<string, JsonScalar[]>();
  /** Of the rows that are held. */
  let lines: number[] = [];
  let offset = 0;
  let line = 0;

  function add(text: string): void {
    const record = parseJsonLine(text);
    for (const [field, value] of Object.entries(record)) {
      let column = values.get(field);
      if (!column) {
        decoder.meet(field, line);
        column = [];
        values.set(field, column);
      }
      while (column.length < lines.length) column.push(null);
      column.push(value);
    }
    lines.push(line);
  }

  function release(): Batch {
    const batch = decoder.decode(values, lines, offset);
    offset += lines.length;
    lines = [];
    values.clear();
    return batch;
  }

  try {
    for (let from = 0; ; ) {
      let end = window.bytes.subarray(0, window.length).indexOf(LF, from);
      if (end < 0 && !window.ended) {
        if (window.length - from > MAX_LINE_BYTES)
          throw new SourceError('OADS_SOURCE_FORMAT', `line ${line + 1}: expected its end within 64 MiB`);
        window.advance(from);
        from = 0;
        throwIfAborted(options.signal);
        await window.read();
        continue;
      }
      if (end < 0) end = window.length;
      if (end === window.length && from === end) break;
      line++;
      const bytes = window.bytes.subarray(from, end);
      from = Math.min(end + 1, window.length);
      if (!isUtf8(bytes))
        throw new SourceError('OADS_SOURCE_FORMAT', `line ${line}: expected UTF-8, got other bytes`, { details: { line } });
      const text = bytes
        .toString('utf8')
        .replace(line === 1 ? /^\ufeff/ : '', '')
        .trim();
      if (text === '') continue;
      try {
        add(text);
      } catch (error) {
        throw badLine(line, error, options.hides !== undefined);
      }
      if (lines.length === options.batchRows) yield release();
    }
    if (lines.length > 0 || offset === 0) yield release();
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const { code, message, hint, details, cause } = error;
    throw message.startsWith(name) ? error : new SourceError(code, `${name}: ${message}`, { hint, details, cause });
  } finally {
    await window.close();
  }
}

/** What is no JSON is quoted, and with it values that may have to stay hidden. */
function badLine(line: number, error: unknown, hidden: boolean): SourceError {
  const quotes = hidden && error instanceof SyntaxError;
  const got = quotes ? 'a line that is no JSON' : messageOf(error);
  return new SourceError('OADS_SOURCE_FORMAT', `line ${line}: expected one flat JSON object, got ${got}`, {
    hint: 'write one object a line, without nested objects or lists',
    details: { line },
    cause: quotes ? undefined : error,
  });
}

const LF = 10;

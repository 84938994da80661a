import { isUtf8 } from 'node:buffer';
import { SourceError, throwIfAborted } from '../../errors.ts';
import { Batch } from '../batch.ts';
import { listNames } from '../list-names.ts';
import type { ParsedType } from '../parse/parse-cells.ts';
import { loadPolars } from '../polars.ts';
import type { Column, ColumnType, Field, TimeColumn } from '../types.ts';
import { ByteWindow } from './byte-window.ts';
import { type DecodedCells, decodeCells } from './csv/decode-cells.ts';
import { cellText, decodeText } from './csv/decode-text.ts';
import { type CellRanges, openCellRanges, scanRecords } from './csv/scan-records.ts';
import { sniffDelimiter } from './csv/sniff-delimiter.ts';
import { guessType } from './infer-type.ts';
import { findTimeOfDay, misfit } from './misfit.ts';
import type { FindHeader, ReadOptions } from './read-options.ts';

/** A batch ends early rather than hold more text than this; so wide files stay within bounds, too. */
const MAX_BATCH_BYTES = 64 * 1024 * 1024;

const SNIFFED_BYTES = 65_536;

/**
 * Reads delimited text with a header: delimiter sniffed, any line ends, RFC 4180 quoting, UTF-8. An empty unquoted cell is null.
 * Memory: the text of one batch, whatever the length of the file. A column of the contract comes as its type where every
 * cell of the batch reads as it, else as text, for `castColumn` to find the failures. Other columns have the type guessed from
 * the first batch; a value that does not read as that is a SourceError with its line. With `findHeader`, records may be ragged. `name` is for messages; `sniffedBytes` tell the delimiter and should hold the header.
 */
export async function* readCsv(
  name: string,
  chunks: AsyncIterable<Buffer>,
  options: ReadOptions,
  sniffedBytes = SNIFFED_BYTES,
): AsyncGenerator<Batch> {
  await loadPolars();
  const window = new ByteWindow(chunks);
  try {
    while (!window.ended && window.length < sniffedBytes) await window.read();
    if (window.length >= 3 && window.bytes.readUIntBE(0, 3) === 0xefbbbf) window.advance(3);
    const delimiter = sniffDelimiter(
      window.bytes.subarray(0, Math.min(window.length, sniffedBytes)),
      window.ended && window.length <= sniffedBytes,
      options.findHeader === undefined,
    );
    const { names, end: headerEnd, line: firstLine } = await takeHeader(window, delimiter, options.findHeader);
    window.advance(headerEnd);

    const decoder = openDecoder(names, options);
    const ranges = openCellRanges(names.length, firstLine);
    const ragged = options.findHeader !== undefined;
    if (options.skipRows) window.advance(await scanBatch(window, delimiter, ranges, options.skipRows, ragged));
    let rows = 0;
    let warnedOfSurplus = false;
    for (let first = true; ; first = false) {
      throwIfAborted(options.signal);
      ranges.records = 0;
      const { line } = ranges;
      const end = await scanBatch(window, delimiter, ranges, options.batchRows, ragged);
      if (ranges.records === 0 && !first) break;
      checkText(window.bytes, end, line);
      yield decoder.decode(window.bytes, ranges, rows, line);
      rows += ranges.records;
      if (window.ended && end === window.length && end > 0 && !isLineEnd(window.bytes[end - 1])) {
        options.warn?.(
          `${name}: the last line, ${ranges.line - 1}, has no line end: if the file was cut short, its last value may be, too`,
        );
      }
      if (ranges.surplusLine !== undefined && !warnedOfSurplus) {
        warnedOfSurplus = true;
        options.warn?.(`${name}: line ${ranges.surplusLine} has more cells than the ${names.length} columns: those beyond are left out`);
      }
      window.advance(end);
    }
  } catch (error) {
    throw error instanceof SourceError ? prefixed(name, error) : error;
  } finally {
    await window.close();
  }
}

/** Scans up to `maxRecords` records of the window, which grows until it holds them all. */
async function scanBatch(
  window: ByteWindow,
  delimiter: number,
  ranges: CellRanges,
  maxRecords: number,
  ragged = false,
  from = 0,
): Promise<number> {
  let end = from;
  for (;;) {
    end = scanRecords(window.bytes, end, window.length, delimiter, ranges, {
      maxRecords,
      maxBytes: MAX_BATCH_BYTES,
      final: window.ended,
      ragged,
    });
    if (ranges.records === maxRecords || end >= MAX_BATCH_BYTES || window.ended) return end;
    if (window.length - end > MAX_BATCH_BYTES) {
      throw new SourceError('OADS_SOURCE_FORMAT', `record at line ${ranges.line}: expected its end within 64 MiB`, {
        hint: 'look for a quote that is never closed',
      });
    }
    await window.read();
  }
}

interface Header {
  readonly names: readonly string[];
  /** Where the first row begins, in bytes and in lines. */
  readonly end: number;
  readonly line: number;
}

async function takeHeader(window: ByteWindow, delimiter: number, findHeader: FindHeader | undefined): Promise<Header> {
  const head = await readHead(window, delimiter, findHeader ? MAX_HEAD_RECORDS : 1);
  if (head.length === 0) throw new SourceError('OADS_SOURCE_EMPTY', 'expected a header, got an empty file', EMPTY_HINT);
  if (!findHeader) return { ...head[0], names: checkNames(head[0].cells.map((name) => name.trim())) };
  const { names, records } = findHeader(head.map(({ cells }) => cells));
  const { end, line } = records === 0 ? { end: 0, line: 1 } : head[records - 1];
  return { names: checkNames(names), end, line };
}

/** The first records, each of its own width. */
async function readHead(window: ByteWindow, delimiter: number, most: number): Promise<{ cells: string[]; end: number; line: number }[]> {
  const head: { cells: string[]; end: number; line: number }[] = [];
  for (let end = 0, line = 1; head.length < most; ) {
    const record = openCellRanges(0, line);
    const from = end;
    end = await scanBatch(window, delimiter, record, 1, false, from);
    if (record.records === 0) break;
    checkText(window.bytes, end, 1);
    const cells = Array.from({ length: record.width }, (_, cell) => cellText(window.bytes, record, cell));
    ({ line } = record);
    head.push({ cells, end, line });
  }
  return head;
}

function checkNames(names: readonly string[]): readonly string[] {
  if (names.length === 1 && names[0] === '') throw new SourceError('OADS_SOURCE_EMPTY', 'expected a header, got a blank line', EMPTY_HINT);
  const seen = new Set<string>();
  names.forEach((name, index) => {
    if (name === '')
      throw new SourceError('OADS_SOURCE_FORMAT', `column ${index + 1}: expected a name in the header, got none`, HEADER_HINT);
    if (CONTROL.test(name))
      throw new SourceError('OADS_SOURCE_FORMAT', `column ${index + 1}: expected a name in the header, got binary data`, HEADER_HINT);
    if (seen.has(name)) {
      throw new SourceError('OADS_SOURCE_FORMAT', `expected each column name once in the header, got "${name}" twice`, HEADER_HINT);
    }
    seen.add(name);
  });
  return names;
}

interface Decoder {
  /** `line` is that of the first byte. */
  decode(bytes: Buffer, ranges: CellRanges, offset: number, line: number): Batch;
}

function openDecoder(names: readonly string[], { columns, contract, hides }: ReadOptions): Decoder {
  const wanted = columns ?? names;
  const indexOf = new Map(names.map((name, index) => [name, index]));
  const absent = wanted.find((name) => !indexOf.has(name));
  if (absent !== undefined) throw new SourceError('OADS_COLUMN_MISSING', `expected a column "${absent}", got ${listNames(names)}`);
  const contracted = new Map(contract?.map(({ name, type }) => [name, type]));
  const guessed = new Map<string, ColumnType>();

  function decodeColumn(bytes: Buffer, ranges: CellRanges, name: string, line: number): Column {
    const index = indexOf.get(name) as number;
    const expected = contracted.get(name);
    if (expected === 'text' || (!expected && hides?.(name))) return decodeText(bytes, ranges, index);
    if (expected) {
      const decoded = decodeCells(bytes, ranges, index, expected);
      return decoded.failedRow === undefined ? decoded.column : decodeText(bytes, ranges, index);
    }
    const known = guessed.get(name);
    if (known === undefined) {
      const text = decodeText(bytes, ranges, index);
      const guess = guessType();
      for (const value of text.dictionary) guess.see(value);
      guessed.set(name, guess.type());
    }
    const type = guessed.get(name) as ColumnType;
    if (type === 'text') return decodeText(bytes, ranges, index);
    const decoded = decodeGuessed(bytes, ranges, index, type);
    if (decoded.failedRow === undefined) return decoded.column;
    const cell = decoded.failedRow * ranges.width + index;
    const got = JSON.stringify(cellText(bytes, ranges, cell));
    throw misfit(`line ${line + countLineEnds(bytes, ranges.starts[cell])}`, `column "${name}"`, type, got);
  }

  return {
    decode(bytes, ranges, offset, line) {
      const decoded = new Map(wanted.map((name) => [name, decodeColumn(bytes, ranges, name, line)]));
      const schema: Field[] = wanted.map((name) => ({ name, type: (decoded.get(name) as Column).type }));
      return Batch.fromColumns(schema, decoded, ranges.records, offset);
    },
  };
}

/** As `decodeCells`, but a date with a time of day is no date: nobody asked for the day alone. */
function decodeGuessed(bytes: Buffer, ranges: CellRanges, column: number, type: ParsedType): DecodedCells {
  if (type !== 'date') return decodeCells(bytes, ranges, column, type);
  const decoded = decodeCells(bytes, ranges, column, 'timestamp');
  if (decoded.failedRow !== undefined) return decoded;
  const times = decoded.column as TimeColumn;
  const failedRow = findTimeOfDay(times);
  return failedRow >= 0 ? { failedRow } : { column: { ...times, type } };
}

function countLineEnds(bytes: Buffer, end: number): number {
  let lineEnds = 0;
  for (let index = 0; index < end; index++) if (bytes[index] === LF || (bytes[index] === CR && bytes[index + 1] !== LF)) lineEnds++;
  return lineEnds;
}

/** Throws SourceError with the line of the first byte that is not UTF-8, or is zero, which no text has. */
function checkText(bytes: Buffer, end: number, firstLine: number): void {
  const isText = (from: number, to: number) => isUtf8(bytes.subarray(from, to)) && !bytes.subarray(from, to).includes(0);
  if (isText(0, end)) return;
  let line = firstLine;
  let start = 0;
  let next = 0;
  for (; start < end; line++) {
    next = start;
    while (next < end && !isLineEnd(bytes[next])) next++;
    if (!isText(start, next)) break;
    start = bytes[next] === CR && bytes[next + 1] === LF ? next + 2 : next + 1;
  }
  const got = isUtf8(bytes.subarray(start, next)) ? 'a zero byte' : 'other bytes';
  throw new SourceError('OADS_SOURCE_FORMAT', `line ${line}: expected UTF-8, got ${got}`, {
    hint:
      got === 'other bytes'
        ? 'convert the file first, for example with `iconv -f WINDOWS-1252 -t UTF-8`'
        : 'write the file again: it is damaged, or holds binary data',
    details: { line },
  });
}

function isLineEnd(byte: number): boolean {
  return byte === LF || byte === CR;
}

function prefixed(name: string, error: SourceError): SourceError {
  const { code, message, hint, details, cause, outage } = error;
  return message.startsWith(name) ? error : new SourceError(code, `${name}: ${message}`, { hint, details, cause, outage });
}

/** So many records are shown to what finds the header. */
const MAX_HEAD_RECORDS = 50;
const EMPTY_HINT = { hint: 'check that whatever writes the file has finished' };
const HEADER_HINT = { hint: 'the first line must name every column, each name once' };
/** Line ends and tabs may be in a quoted name. */
const CONTROL = /[\0-\x08\x0e-\x1f\x7f]/;
const LF = 10;
const CR = 13;

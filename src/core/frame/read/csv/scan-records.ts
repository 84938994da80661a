import { SourceError } from '../../../errors.ts';

export const UNQUOTED = 0;
export const QUOTED = 1;
/** Quoted, with doubled quotes inside. */
export const ESCAPED = 2;

/**
 * The cells of consecutive records as byte ranges, record by record: cell `c` of record `r` is number `r * width + c`.
 * The range of a quoted cell is what is between its quotes.
 */
export interface CellRanges {
  /** Cells per record; 0 until the first record has fixed it. */
  width: number;
  records: number;
  starts: Uint32Array;
  ends: Uint32Array;
  quoting: Uint8Array;
  /** 1-based physical line at which the next record starts. */
  line: number;
  /** That of the first ragged record some of whose cells were left out. */
  surplusLine?: number;
}

export function openCellRanges(width: number, line: number): CellRanges {
  const cells = 1024 * Math.max(width, 1);
  return { width, records: 0, starts: new Uint32Array(cells), ends: new Uint32Array(cells), quoting: new Uint8Array(cells), line };
}

export interface ScanLimits {
  readonly maxRecords: number;
  /** No further record is begun once so many bytes from 0 are used. */
  readonly maxBytes: number;
  /** No bytes follow `to`. */
  readonly final: boolean;
  /** Fill up short records with empty cells, and leave out the cells of long ones that are too many. */
  readonly ragged?: boolean;
}

/**
 * Appends the records of `bytes[from, to)` to `ranges` (RFC 4180; LF, CRLF and CR all end a record; a quote inside an
 * unquoted cell is a plain character; empty lines are skipped unless there is one column only). Returns where the first
 * record that is not complete, or beyond the limits, starts. Throws SourceError with the line for a record of another
 * width (unless they may be ragged), text after a closing quote, or a quote that is never closed.
 */
export function scanRecords(
  bytes: Uint8Array,
  from: number,
  to: number,
  delimiter: number,
  ranges: CellRanges,
  limits: ScanLimits,
): number {
  let position = from;
  while (position < to && ranges.records < limits.maxRecords && position < limits.maxBytes) {
    const next = scanRecord(bytes, position, to, delimiter, ranges, limits);
    if (next < 0) return position;
    position = next;
  }
  return position;
}

/** The position after the record, or -1 if it is not complete. */
function scanRecord(bytes: Uint8Array, from: number, to: number, delimiter: number, ranges: CellRanges, limits: ScanLimits): number {
  const { final, ragged = false } = limits;
  const first = ranges.records * ranges.width;
  let position = from;
  let cells = 0;
  let lines = 1;
  let atEnd = false;
  let cut = false;
  let hasSurplus = false;
  while (!atEnd) {
    let start = position;
    let end: number;
    let quoting = UNQUOTED;
    if (position < to && bytes[position] === QUOTE) {
      quoting = QUOTED;
      start = ++position;
      for (;;) {
        while (position < to && bytes[position] !== QUOTE) {
          const byte = bytes[position++];
          if (byte === LF || (byte === CR && bytes[position] !== LF)) lines++;
        }
        if (position + 1 >= to && !final) return -1;
        if (position === to) throw unclosedQuote(ranges.line);
        if (position + 1 === to || bytes[position + 1] !== QUOTE) break;
        quoting = ESCAPED;
        position += 2;
      }
      end = position++;
    } else {
      while (position < to) {
        const byte = bytes[position];
        if (byte === delimiter || byte === LF || byte === CR) break;
        position++;
      }
      end = position;
    }

    if (position === to) {
      if (!final) return -1;
      atEnd = true;
      cut = true;
    } else {
      const byte = bytes[position++];
      if (byte === CR) {
        if (position === to && !final) return -1;
        if (position < to && bytes[position] === LF) position++;
        atEnd = true;
      } else if (byte === LF) atEnd = true;
      else if (byte !== delimiter) throw textAfterQuote(ranges.line);
    }
    if (ranges.width === 0 || cells < ranges.width) store(ranges, first + cells, start, end, quoting);
    else if (start < end) hasSurplus = true;
    cells++;
  }

  const empty = cells === 1 && ranges.quoting[first] === UNQUOTED && ranges.starts[first] === ranges.ends[first];
  const skipped = empty && ranges.width !== 1;
  if (!skipped) {
    if (ranges.width === 0) ranges.width = cells;
    else if (cells !== ranges.width && !ragged) throw raggedRecord(ranges.line, ranges.width, cells, cut);
    for (; cells < ranges.width; cells++) store(ranges, first + cells, position, position, UNQUOTED);
    if (hasSurplus) ranges.surplusLine ??= ranges.line;
    ranges.records++;
  }
  ranges.line += lines;
  return position;
}

function store(ranges: CellRanges, cell: number, start: number, end: number, quoting: number): void {
  if (cell === ranges.starts.length) {
    ranges.starts = grow(ranges.starts, new Uint32Array(cell * 2));
    ranges.ends = grow(ranges.ends, new Uint32Array(cell * 2));
    ranges.quoting = grow(ranges.quoting, new Uint8Array(cell * 2));
  }
  ranges.starts[cell] = start;
  ranges.ends[cell] = end;
  ranges.quoting[cell] = quoting;
}

function grow<T extends Uint32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** `cut`: the bytes end with it, without a line end. */
function raggedRecord(line: number, expected: number, got: number, cut: boolean): SourceError {
  return new SourceError(
    'OADS_SOURCE_FORMAT',
    `line ${line}: expected ${expected} ${expected === 1 ? 'cell' : 'cells'} as in the header, got ${got}`,
    {
      hint:
        cut && got < expected
          ? 'it is the last line and has no line end: what came was probably cut short, so copy or write it again'
          : 'put cells that contain the delimiter or a line end into double quotes',
      details: { line, expected, got },
    },
  );
}

function textAfterQuote(line: number): SourceError {
  return new SourceError('OADS_SOURCE_FORMAT', `record at line ${line}: expected a delimiter after a closing quote, got text`, {
    hint: 'double the quotes inside a quoted cell',
    details: { line },
  });
}

function unclosedQuote(line: number): SourceError {
  return new SourceError('OADS_SOURCE_FORMAT', `record at line ${line}: expected a closing quote, got the end of the file`, {
    hint: 'close the quote, or double the quotes inside a quoted cell; if the file was cut short, copy it again',
    details: { line },
  });
}

const LF = 10;
const CR = 13;
const QUOTE = 34;

import { isAscii } from 'node:buffer';
import type { TextColumn } from '../../types.ts';
import { type CellRanges, ESCAPED, UNQUOTED } from './scan-records.ts';

/**
 * Column `column` of the scanned records as dictionary-coded text, codes in order of first appearance. An empty
 * unquoted cell is null. Bytes are compared before a string is made, so that a repeated value costs no allocation.
 */
export function decodeText(bytes: Buffer, ranges: CellRanges, column: number): TextColumn {
  const { records, width, starts, ends, quoting } = ranges;
  const codes = new Uint32Array(records);
  const firstCells: number[] = [];
  const hashes: number[] = [];
  let slots = new Int32Array(1024).fill(-1);
  let valid: Uint8Array | undefined;
  let escaped = false;

  for (let row = 0, cell = column; row < records; row++, cell += width) {
    const start = starts[cell];
    const end = ends[cell];
    if (start === end && quoting[cell] === UNQUOTED) {
      valid ??= new Uint8Array(records).fill(1);
      valid[row] = 0;
      continue;
    }
    if (quoting[cell] === ESCAPED) escaped = true;
    const hash = hashBytes(bytes, start, end);
    let slot = hash & (slots.length - 1);
    for (;;) {
      const code = slots[slot];
      if (code < 0) {
        slots[slot] = codes[row] = firstCells.length;
        firstCells.push(cell);
        hashes.push(hash);
        if (firstCells.length * 2 > slots.length) slots = rehash(hashes, slots.length * 4);
        break;
      }
      const first = firstCells[code];
      if (hashes[code] === hash && equalBytes(bytes, start, end, starts[first], ends[first])) {
        codes[row] = code;
        break;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
  }

  const dictionary = firstCells.map((cell) => cellText(bytes, ranges, cell));
  if (dictionary.length === 0 && records > 0) dictionary.push('');
  return escaped ? mergeEqual({ type: 'text', codes, dictionary, valid }) : { type: 'text', codes, dictionary, valid };
}

export function cellText(bytes: Buffer, ranges: CellRanges, cell: number): string {
  const { starts, ends, quoting } = ranges;
  const text = sliceText(bytes, starts[cell], ends[cell]);
  return quoting[cell] === ESCAPED ? text.replaceAll('""', '"') : text;
}

function sliceText(bytes: Buffer, start: number, end: number): string {
  if (end - start > 24)
    return isAscii(bytes.subarray(start, end)) ? bytes.toString('latin1', start, end) : bytes.toString('utf8', start, end);
  // Short cells: a call into native code costs more than the characters.
  let text = '';
  for (let position = start; position < end; position++) {
    if (bytes[position] > 127) return bytes.toString('utf8', start, end);
    text += ASCII[bytes[position]];
  }
  return text;
}

const ASCII = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));

/** `a"b` may also have been written as `"a""b"`: one text, one code. */
function mergeEqual(column: TextColumn): TextColumn {
  const merged = new Map<string, number>();
  const recoded = column.dictionary.map((text) => {
    const known = merged.get(text) ?? merged.size;
    merged.set(text, known);
    return known;
  });
  return { ...column, codes: column.codes.map((code) => recoded[code]), dictionary: [...merged.keys()] };
}

/** FNV-1a, 32 bits, folded once so that the low bits depend on all of them. */
function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = -2_128_831_035;
  for (let position = start; position < end; position++) hash = Math.imul(hash ^ bytes[position], 16_777_619);
  return hash ^ (hash >>> 15);
}

function equalBytes(bytes: Uint8Array, start: number, end: number, otherStart: number, otherEnd: number): boolean {
  if (end - start !== otherEnd - otherStart) return false;
  for (let index = end - start - 1; index >= 0; index--) if (bytes[start + index] !== bytes[otherStart + index]) return false;
  return true;
}

function rehash(hashes: readonly number[], size: number): Int32Array<ArrayBuffer> {
  const slots = new Int32Array(size).fill(-1);
  for (let code = 0; code < hashes.length; code++) {
    let slot = hashes[code] & (size - 1);
    while (slots[slot] >= 0) slot = (slot + 1) & (size - 1);
    slots[slot] = code;
  }
  return slots;
}

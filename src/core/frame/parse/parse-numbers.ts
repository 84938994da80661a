import { storeInteger } from '../integers.ts';

const GRAMMAR = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const INTEGER_GRAMMAR = /^[+-]?\d+$/;
const MAX_INT64 = 2n ** 63n - 1n;
const MIN_INT64 = -(2n ** 63n);
/** A longer cell is no number that anyone wrote on purpose; the regular expressions never see one. */
const MAX_LENGTH = 400;

/** Powers of ten that a float64 holds exactly. */
const EXACT_POWERS = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);

/**
 * Reads a decimal number from ASCII bytes: `-0.5`, `+5`, `.5`, `1e3`. Returns the nearest float64, or NaN if the bytes
 * are anything else (hexadecimal, thousands separators, `inf`) or beyond the range of a float64.
 */
export function parseNumber(bytes: Uint8Array, start: number, end: number): number {
  let position = start;
  const negative = bytes[position] === MINUS;
  if (negative || bytes[position] === PLUS) position++;
  let mantissa = 0;
  let digits = 0;
  let decimals = 0;
  for (; position < end; position++) {
    const digit = bytes[position] - ZERO;
    if (digit < 0 || digit > 9) break;
    mantissa = mantissa * 10 + digit;
    digits++;
  }
  if (position < end && bytes[position] === POINT) {
    for (position++; position < end; position++) {
      const digit = bytes[position] - ZERO;
      if (digit < 0 || digit > 9) break;
      mantissa = mantissa * 10 + digit;
      decimals++;
    }
  }
  // Both operands are exact up to here, so that one division rounds correctly (W. D. Clinger 1990, the fast path).
  if (position === end && digits + decimals > 0 && digits + decimals <= 15) {
    const value = decimals === 0 ? mantissa : mantissa / EXACT_POWERS[decimals];
    return negative ? -value : value;
  }
  if (end - start > MAX_LENGTH) return Number.NaN;
  const text = asciiText(bytes, start, end);
  if (!GRAMMAR.test(text)) return Number.NaN;
  const value = Number(text);
  return Number.isFinite(value) ? value : Number.NaN;
}

/**
 * Reads a 64-bit integer from ASCII bytes into row `row` of `halves`, the 32-bit view of a BigInt64Array. `12.0` and
 * `1e3` are integers, too, up to 2^53. Returns whether the bytes were one.
 */
export function parseInteger(bytes: Uint8Array, start: number, end: number, halves: Int32Array, row: number): boolean {
  let position = start;
  const negative = bytes[position] === MINUS;
  if (negative || bytes[position] === PLUS) position++;
  if (end - position <= 15 && position < end) {
    let value = 0;
    for (; position < end; position++) {
      const digit = bytes[position] - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    if (position === end) {
      storeInteger(negative ? -value : value, halves, row);
      return true;
    }
  }
  if (end - start > MAX_LENGTH) return false;
  const text = asciiText(bytes, start, end);
  if (INTEGER_GRAMMAR.test(text)) return storeBigInt(BigInt(text.startsWith('+') ? text.slice(1) : text), halves, row);
  const number = parseNumber(bytes, start, end);
  if (!Number.isSafeInteger(number)) return false;
  storeInteger(number, halves, row);
  return true;
}

function storeBigInt(value: bigint, halves: Int32Array, row: number): boolean {
  if (value > MAX_INT64 || value < MIN_INT64) return false;
  halves[2 * row] = Number(BigInt.asIntN(32, value));
  halves[2 * row + 1] = Number(value >> 32n);
  return true;
}

function asciiText(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, end));
}

const PLUS = 43;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;

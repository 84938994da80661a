import { malformed } from './malformed-stream.ts';
import { type Rounding, roundDecimal } from './round-decimal.ts';

/** ndigits, weight, sign, dscale; then ndigits digits to the base 10,000, each an int16 (numeric_send() of PostgreSQL). */
const HEADER_BYTES = 8;
const BASE = 10_000;
const NEGATIVE = 0x4000;
const NAN = 0xc000;
const POSITIVE_INFINITY = 0xd000;
const NEGATIVE_INFINITY = 0xf000;

/** So many decimal digits survive a double, whatever they are. */
const SAFE_DIGITS = 15;
const LARGEST_SAFE = 999_999_999_999_999;
/** The digits that `toExponential` can give. */
const MOST_DIGITS = 101;
/** Below it a double has fewer digits. */
const SMALLEST_NORMAL = 2.2250738585072014e-308;
/** Exact doubles: one rounding, of the product or the quotient, is the right one (Clinger 1990). */
const POWERS_OF_TEN = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/** Reads the `numeric` values of one column as the nearest doubles, and counts what that changes. */
export class NumericDecoder {
  /** Values with digits that the double does not give back. */
  rounded = 0;
  /** Values beyond the largest double; they are read as infinities. */
  tooLarge = 0;

  readonly #rounding: Rounding = { givesBack: true };

  read(view: DataView, start: number, length: number): number {
    const count = length >= HEADER_BYTES ? view.getInt16(start) : -1;
    if (count < 0 || length !== HEADER_BYTES + 2 * count) throw malformed(`a numeric of ${length} bytes`);
    const sign = view.getUint16(start + 4);
    if (sign !== 0 && sign !== NEGATIVE) return readSpecial(sign);
    if (count === 0) return 0;
    const value = this.#readDigits(view, start + HEADER_BYTES, count, view.getInt16(start + 2));
    return sign === NEGATIVE ? -value : value;
  }

  /** `weight` is the first digit's power of 10,000. */
  #readDigits(view: DataView, first: number, count: number, weight: number): number {
    const last = first + 2 * (count - 1);
    let lastGroup = view.getUint16(last);
    let lastBase = BASE;
    // Power of ten of the last decimal that is not 0.
    let lastDigit = 4 * (weight - count + 1);
    for (; lastGroup % 10 === 0 && lastGroup > 0; lastDigit++) {
      lastGroup /= 10;
      lastBase /= 10;
    }
    if (count <= 5 && lastDigit >= -22 && lastDigit <= 22) {
      const mantissa = joinGroups(view, first, last) * lastBase + lastGroup;
      if (mantissa <= LARGEST_SAFE) return lastDigit < 0 ? mantissa / POWERS_OF_TEN[-lastDigit] : mantissa * POWERS_OF_TEN[lastDigit];
    }
    if (count > 3) {
      const used = Math.min(count, 6);
      const middle = first + 2 * (used - 3);
      const [high, low] = [joinGroups(view, first, middle), joinGroups(view, middle, middle + 6)];
      const value = roundDecimal(high, low, 4 * (weight - used + 1), lastDigit, count > used, this.#rounding);
      if (!Number.isNaN(value)) {
        if (!this.#rounding.givesBack) this.rounded++;
        return value;
      }
    }
    return this.#readText(view, first, last, weight);
  }

  #readText(view: DataView, first: number, last: number, weight: number): number {
    let groups = '';
    for (let at = first; at <= last; at += 2) groups += String(view.getUint16(at)).padStart(4, '0');
    const significant = groups.replace(/^0+/, '');
    const digits = significant.replace(/0+$/, '');
    const value = Number(`0.${digits}e${4 * (weight + 1) - (groups.length - significant.length)}`);
    if (value === Number.POSITIVE_INFINITY) this.tooLarge++;
    else if (!givesBack(value, digits)) this.rounded++;
    return value;
  }
}

/** Groups as one whole number. */
function joinGroups(view: DataView, first: number, end: number): number {
  let joined = 0;
  for (let at = first; at < end; at += 2) joined = joined * BASE + view.getUint16(at);
  return joined;
}

/** Whether the double, written with as many digits, is the decimal that it was read from. */
function givesBack(value: number, digits: string): boolean {
  const count = digits.length;
  if (count <= SAFE_DIGITS && value >= SMALLEST_NORMAL) return true;
  if (count > MOST_DIGITS) return false;
  const written = value.toExponential(count - 1);
  return written[0] === digits[0] && (count === 1 || written.slice(2, count + 1) === digits.slice(1));
}

function readSpecial(sign: number): number {
  if (sign === NAN) return Number.NaN;
  if (sign === POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
  if (sign === NEGATIVE_INFINITY) return Number.NEGATIVE_INFINITY;
  throw malformed(`a numeric with the sign 0x${sign.toString(16)}`);
}

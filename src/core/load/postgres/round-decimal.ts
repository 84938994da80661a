/** 10^n for |n| up to this; to 22 exactly. */
const FARTHEST = 80;
const EXACT_POWER = 22;
const POWERS = Array.from({ length: 2 * FARTHEST + 1 }, (_, index) => Number(`1e${index - FARTHEST}`));
/** Veltkamp's constant for 53 bits. */
const SPLITTER = 2 ** 27 + 1;
/** Far more than the error of the arithmetic below, relative to what a rounding leaves over; with a tail, more than that, too. */
const TOLERANCE = 2 ** -30;
const TOLERANCE_WITH_TAIL = 2 ** -8;

/** Whether the double of `roundDecimal`, written with as many digits as the decimal has, gives the decimal back. */
export interface Rounding {
  givesBack: boolean;
}

/**
 * The double nearest to (high × 10^12 + low) × 10^exponent, NaN where that takes more care than here: then text decides.
 * `high` and `low` are whole, below 10^12, and high > 0; `lastDigit` is the power of ten of the decimal's last digit.
 * With `hasTail` more digits follow, which count less than 1 in the place of `exponent`. Sums and products of two doubles
 * are kept exactly in two others (Dekker 1971).
 */
export function roundDecimal(high: number, low: number, exponent: number, lastDigit: number, hasTail: boolean, rounding: Rounding): number {
  // Up to three zeros may stand between the last digit and the place of `exponent`.
  if (Math.abs(exponent) > FARTHEST - 3) return Number.NaN;
  let main = high * 1e12;
  let rest = productError(high, 1e12, main);
  const sum = main + low;
  rest += low - (sum - main);
  main = sum;
  for (let left = exponent; left !== 0; ) {
    const step = Math.max(-EXACT_POWER, Math.min(left, EXACT_POWER));
    left -= step;
    if (step > 0) {
      const factor = POWERS[FARTHEST + step];
      const product = main * factor;
      rest = productError(main, factor, product) + rest * factor;
      main = product;
    } else {
      const divisor = POWERS[FARTHEST - step];
      const quotient = main / divisor;
      const product = quotient * divisor;
      rest = (main - product - productError(quotient, divisor, product) + rest) / divisor;
      main = quotient;
    }
  }
  const value = main + rest;
  // Exactly what the rounding leaves over, but for the errors of `rest`.
  const left = Math.abs(rest - (value - main));
  const tolerance = hasTail ? TOLERANCE_WITH_TAIL : TOLERANCE;
  // Near the middle between two doubles, the error could decide.
  if (value + left * (1 + tolerance) !== value || value - left * (1 + tolerance) !== value) return Number.NaN;
  const half = lastDigit < -FARTHEST ? 0 : POWERS[FARTHEST + lastDigit] / 2;
  const tail = hasTail ? POWERS[FARTHEST + exponent] : 0;
  if (left > half * (1 + tolerance) + tail) rounding.givesBack = false;
  else if (!hasTail && left < half * (1 - tolerance)) rounding.givesBack = true;
  else return Number.NaN;
  return value;
}

/** left × right − product, exactly. */
function productError(left: number, right: number, product: number): number {
  const leftHigh = SPLITTER * left - (SPLITTER * left - left);
  const leftLow = left - leftHigh;
  const rightHigh = SPLITTER * right - (SPLITTER * right - right);
  const rightLow = right - rightHigh;
  return leftHigh * rightHigh - product + leftHigh * rightLow + leftLow * rightHigh + leftLow * rightLow;
}

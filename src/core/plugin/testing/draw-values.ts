import type { RecordValue } from '../../frame/make-column.ts';
import { type ColumnType, MICROS_PER_DAY } from '../../frame/types.ts';
import type { Random } from './random.ts';

const WORDS = ['', ' ', 'A', 'B', 'AA', 'é', '日本', '0', '-1', '2026-01-01', 'Air', 'n/a', 'x,"y"'];
/** 2025-06-01, half a year before the as-of time of the suite. */
const DAY_ZERO = 20_240;

/** A value as records hold them, such that equal ones are not rare. */
export function drawValue(type: ColumnType, random: Random): RecordValue {
  switch (type) {
    case 'integer':
      return random(4) === 0 ? random(2_000_000) - 1_000_000 : random(25) - 5;
    case 'number':
      return random(3) === 0 ? random(25) - 5 : (random(2_000_000) - 1_000_000) / 997;
    case 'boolean':
      return random(2) === 1;
    case 'text':
      return WORDS[random(WORDS.length)];
    case 'date':
      return (DAY_ZERO + random(300)) * MICROS_PER_DAY;
    case 'timestamp':
      return DAY_ZERO * MICROS_PER_DAY + random(300 * 24 * 4) * 15 * 60_000_000;
  }
}

const HUGE = 'x'.repeat(10_000);
const ODD: Readonly<Record<ColumnType, readonly RecordValue[]>> = {
  integer: [0, -1, 2n ** 63n - 1n, -(2n ** 63n), Number.MAX_SAFE_INTEGER],
  number: [0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e308, -1e308, 5e-324],
  boolean: [true, false],
  text: ['', '\0', '\u001b[31m', '\ud83d\ude00', 'a\nb', HUGE, '__proto__', 'constructor', "';--", '%', '￿', '9'.repeat(400)],
  // The years 1 and 9999, 1970, and one with a fraction of a second.
  date: [-62_135_596_800e6, 253_402_214_400e6, 0],
  timestamp: [-62_135_596_800e6, 253_402_300_799e6, 0, 1_767_225_600_123_456],
};

/** A value that data may well hold and that nobody thinks of. */
export function drawOddValue(type: ColumnType, random: Random): RecordValue {
  return ODD[type][random(ODD[type].length)];
}

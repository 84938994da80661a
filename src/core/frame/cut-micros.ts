const MICROS_PER_SECOND = 1_000_000;
/** 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z: beyond them a time is printed with a sign and six digits of the year, which nobody reads back. */
const FIRST_MICROS = -62_135_596_800_000_000;
const LAST_MICROS = 253_402_300_799_000_000;

/**
 * The time that a float64 keeps, of whole seconds and the microseconds within the last of them: all of it where it is a safe
 * integer (until the year 2255), beyond that the whole second, which is exact: a multiple of 10^6 = 2^6·15625 is below 2^59.
 * The same value in every way in, never rounded up, and within the years 1 to 9999. NaN stays NaN.
 */
export function cutMicros(seconds: number, micros: number): number {
  const whole = seconds * MICROS_PER_SECOND;
  const all = whole + micros;
  if (all <= Number.MAX_SAFE_INTEGER && all >= Number.MIN_SAFE_INTEGER) return all;
  return whole < FIRST_MICROS ? FIRST_MICROS : whole > LAST_MICROS ? LAST_MICROS : whole;
}

/** The same of microseconds that are still 64-bit integers. */
export function cutInteger(micros: bigint): number {
  const within = micros % 1_000_000n;
  const rest = within < 0n ? within + 1_000_000n : within;
  return cutMicros(Number((micros - rest) / 1_000_000n), Number(rest));
}

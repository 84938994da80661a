const TWO_32 = 4_294_967_296;

/**
 * A 64-bit integer column as float64; beyond 2^53 rounded. Like the writer below it goes through 32-bit halves (the
 * typed arrays of every platform Node runs on are little-endian): an element read from a BigInt64Array is a new BigInt.
 */
export function integersToNumbers(integers: BigInt64Array): Float64Array {
  const halves = halvesOf(integers);
  const numbers = new Float64Array(integers.length);
  for (let row = 0; row < numbers.length; row++) numbers[row] = halves[2 * row + 1] * TWO_32 + (halves[2 * row] >>> 0);
  return numbers;
}

/** Writes a safe integer into row `row` of a BigInt64Array, given as its halves. */
export function storeInteger(value: number, halves: Int32Array, row: number): void {
  const high = Math.floor(value / TWO_32);
  halves[2 * row] = value - high * TWO_32;
  halves[2 * row + 1] = high;
}

export function halvesOf(integers: BigInt64Array): Int32Array {
  return new Int32Array(integers.buffer, integers.byteOffset, integers.length * 2);
}
